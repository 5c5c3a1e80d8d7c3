"""Why a dossier is late: written down by whoever works on it, and asked for before a late one may end."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from dossiers.actions.refused import Refused
from dossiers.models import Delay, DelayKind, Dossier
from dossiers.reads import scope
from dossiers.reads.supervision.delays import is_late, is_missing

LEAST_WORDS = 3
LEAST_OF_OTHER = 10  # characters, where the list has no word for it
LONGEST = 1000  # characters


@transaction.atomic
def explain_delay(*, dossier_id: int, by: User, now: datetime, kind: str, text: str) -> Delay:
    """Keep why a dossier is late, or ended late. The latest counts, none is changed; it makes nothing less late.

    kind: of DelayKind. The same again from the same person is the same press. Raises Refused; Dossier.DoesNotExist for
    what this person's agencies have no part in.
    """
    theirs = scope.worked_on(scope.reader_of(by))
    dossier = theirs.select_for_update(of=("self",), no_key=True).get(pk=dossier_id)
    if not is_late(dossier, now):
        raise Refused("delay_not_late")
    return _written(dossier, by, now, kind, text)


def explained(dossier: Dossier, *, by: User, now: datetime, cause: tuple[str, str] | None) -> None:
    """Before a dossier ends, inside the transaction that ends it: an overdue one only with a cause, (kind, text), given
    now or before. Raises Refused.
    """
    if not dossier.is_overdue(now=now):
        return
    if cause is not None:
        _written(dossier, by, now, *cause)
    elif is_missing(dossier, now):
        raise Refused("delay_missing")


def _written(dossier: Dossier, by: User, now: datetime, kind: str, text: str) -> Delay:
    text = text.strip()
    if kind not in DelayKind:
        raise Refused("delay_kind")
    if kind == DelayKind.OTHER and len(text) < LEAST_OF_OTHER:
        raise Refused("delay_other", least=LEAST_OF_OTHER)
    if len(text.split()) < LEAST_WORDS:
        raise Refused("delay_text")
    if len(text) > LONGEST:
        raise Refused("delay_long", most=LONGEST)
    last = Delay.objects.filter(dossier=dossier).order_by("-at", "-pk").first()
    if last is not None and (last.by_id, last.kind, last.text) == (by.pk, kind, text):
        return last
    agency_id = scope.acting_for(scope.reader_of(by), dossier)
    return Delay.objects.create(dossier=dossier, at=now, by=by, agency_id=agency_id, kind=kind, text=text)
