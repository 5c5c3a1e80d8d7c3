"""Who signs in to the demo, and the colleagues who appear in the histories of sample dossiers."""

import json
import secrets
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Account, Agency, AgencyKind, Membership, Role, Unit, UnitKind
from dossiers.sample.ground import demo_agencies, handling_agencies
from dossiers.sample.people import person

UNUSABLE = "!"  # colleagues have a name and a role, but cannot sign in
_DEPARTMENT = {Role.CLERK: "motcua", Role.OFFICER: "chuyenvien", Role.SUPERVISOR: "lanhdao"}
_COMMUNE = {role: f"{name}2" for role, name in _DEPARTMENT.items()}
_CENTRE = {Role.SUPERVISOR: "trungtam"}
_PROVINCE = {Role.AUDITOR: "giamsat", Role.ADMINISTRATOR: "quantri"}


def password_file() -> Path:
    return Path(settings.ROOT) / ".portal" / "demo-access.json"


def password() -> str:
    """The one password of all demo accounts; made on the first call, readable by this user only."""
    file = password_file()
    if file.exists():
        return json.loads(file.read_text())["password"]
    made = "-".join("".join(secrets.choice("abcdefghkmnpqrstuvxyz23456789") for _ in range(4)) for _ in range(3))
    file.parent.mkdir(exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps({"password": made}) + "\n")
    return made


@transaction.atomic
def ensure_accounts() -> list[tuple[str, str, str]]:
    """Make the demo accounts where they are missing, all with today's password: [(user, role in words, agency), …]."""
    department, commune = demo_agencies()
    province = Agency.objects.get(kind=AgencyKind.PROVINCE)
    centres = Agency.objects.filter(kind=AgencyKind.CENTRE, parent=province)[:1]
    places = [(_DEPARTMENT, department), (_COMMUNE, commune), (_PROVINCE, province)]
    places += [(_CENTRE, centre) for centre in centres]
    wanted = [(name, role, agency) for roles, agency in places for role, name in roles.items()]
    names = [name for name, _, _ in wanted]
    kept = dict(User.objects.filter(username__in=names).values_list("username", "password"))
    rng = Random("accounts")  # noqa: S311 - names, not secrets
    for name, role, agency in wanted:
        family, given = person(rng).name.rsplit(" ", 1)
        if name not in kept:
            user = User.objects.create(
                username=name, last_name=family, first_name=given, is_staff=role == Role.ADMINISTRATOR
            )
            Account.objects.create(user=user)
            Membership.objects.create(user=user, agency=agency, role=role, unit=_unit(agency, role))
    secret = password()
    # The hash is slow on purpose: one for all accounts, and only when it is not there yet.
    if len(set(kept.values())) != 1 or len(kept) < len(names) or not check_password(secret, kept[names[0]]):
        User.objects.filter(username__in=names).update(password=make_password(secret))
    return [(name, Role(role).label, agency.name) for name, role, agency in wanted]


@transaction.atomic
def ensure_staff() -> dict[tuple[int, str], int]:
    """(agency, role) → user for every agency that handles dossiers; colleagues are invented where nobody works."""
    staff: dict[tuple[int, str], int] = {}
    for agency, role, user in Membership.objects.order_by("-pk").values_list("agency_id", "role", "user_id"):
        staff[agency, role] = user
    rng = Random("staff")  # noqa: S311
    missing: list[tuple[Agency, Role, User]] = []
    for agency in handling_agencies():
        for role, name in _DEPARTMENT.items():
            family, given = person(rng).name.rsplit(" ", 1)
            if (agency.pk, role) not in staff:
                username = f"{name}.{agency.code.lower().replace('.', '-')}"
                user = User(username=username, password=UNUSABLE, last_name=family, first_name=given)
                missing.append((agency, role, user))
    User.objects.bulk_create([user for _, _, user in missing])
    Account.objects.bulk_create(Account(user=user) for _, _, user in missing)
    Membership.objects.bulk_create(
        Membership(user=user, agency=agency, role=role, unit=_unit(agency, role)) for agency, role, user in missing
    )
    return staff | {(agency.pk, role): user.pk for agency, role, user in missing}


def access(codes: list[dict[str, Any]]) -> dict[str, Any]:
    """What the demo prints: {"password", "accounts": [[user, role, agency], …], "codes": [...]}."""
    accounts = [list(account) for account in ensure_accounts()]
    return {"password": password(), "accounts": accounts, "codes": codes}


def _unit(agency: Agency, role: Role) -> Unit | None:
    """Clerks sit at the counter; officers and leaders see their whole agency."""
    if role != Role.CLERK:
        return None
    return Unit.objects.filter(agency=agency, kind=UnitKind.COUNTER).order_by("pk").first()
