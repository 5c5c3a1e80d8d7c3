"""Who may read and do what: from memberships to agencies. Fails closed: no membership, nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, When

from agencies.models import Agency, AgencyKind, Membership, Party, Role, Unit
from agencies.querysets import AgencyQuerySet
from dossiers.models import Alarm, Dossier, Step
from dossiers.querysets import DossierQuerySet
from dossiers.workflow import ROLES, WAITING_FOR_APPLICANT, Move

WORKERS = (Role.CLERK, Role.OFFICER, Role.SUPERVISOR)
READERS = (*WORKERS, Role.AUDITOR)
OVERSEERS = (Role.SUPERVISOR, Role.AUDITOR)

PARTY_ROLES = {
    Party.RECEIVING_COUNTER: (Role.CLERK,),
    Party.OFFICE: (Role.OFFICER,),
    Party.LEADERS: (Role.SUPERVISOR,),
    Party.REGISTRY: (Role.CLERK, Role.OFFICER),
    Party.OUTSIDE: (Role.OFFICER,),
    Party.RETURN_COUNTER: (Role.CLERK,),
}


@dataclass(frozen=True)
class Post:
    """One membership. unit_id None: the whole agency."""

    agency_id: int
    unit_id: int | None
    role: str


@dataclass(frozen=True)
class Reader:
    """What one person is in this portal, and what its watchers must be told on every page.

    alarms: since when what must never stop has stopped (None: it never ran); empty while all goes.
    """

    posts: tuple[Post, ...] = ()
    user_id: int | None = None
    alarms: tuple[datetime | None, ...] = ()

    def has(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts)

    def agencies(self, *roles: str) -> frozenset[int]:
        """Where this person holds one of these roles (ids)."""
        return frozenset(post.agency_id for post in self.posts if post.role in roles)


def reader_of(user) -> Reader:
    """The person's memberships; none for an inactive or anonymous one. Asks one query."""
    if not user.is_authenticated:
        return Reader()
    alarms = ArraySubquery(Alarm.objects.filter(ended_at=None).order_by("pk").values("since"))
    rows = list(Membership.objects.of(user).values_list("agency", "unit", "role", alarms))
    return Reader(tuple(Post(*row[:3]) for row in rows), user.pk, tuple(rows[0][3]) if rows else ())


def readable(reader: Reader) -> DossierQuerySet:
    """The dossiers that exist for this person. Everything else is 404. Asks one query, of supervisors only."""
    return Dossier.objects.all() if reader.has(Role.AUDITOR) else worked_on(reader)


def worked_on(reader: Reader) -> DossierQuerySet:
    """The dossiers that this person's own agencies have a part in: beside these one may write, and not only read."""
    agencies = reader.agencies(*WORKERS)
    if not agencies:
        return Dossier.objects.none()
    above = reader.agencies(Role.SUPERVISOR)
    if above:
        agencies |= frozenset(supervised_from(above).values_list("pk", flat=True))
    return Dossier.objects.all().readable_by(agencies)


def acting_for(reader: Reader, dossier: Dossier) -> int:
    """For which of their agencies (id) somebody who works on a dossier does so: the nearest to it. No query."""
    theirs = reader.agencies(*WORKERS)
    near = (dossier.holder_agency_id, dossier.deciding_agency_id, dossier.receiving_agency_id)
    return next((agency for agency in near if agency in theirs), min(theirs))


def supervised_from(agencies: Collection[int]) -> AgencyQuerySet:
    """What the supervisors of these agencies (ids) oversee: these and all that belong to them.

    The province's service centre stands for the province itself, whose one-stop shops it looks after.
    """
    if not agencies:
        return Agency.objects.none()
    root = Case(When(kind=AgencyKind.CENTRE, parent__kind=AgencyKind.PROVINCE, then="parent"), default="pk")
    return Agency.objects.below(ArraySubquery(Agency.objects.filter(pk__in=agencies).values_list(root)))


def oversees(reader: Reader, agency_id: int) -> bool:
    """Whether this person leads this agency or one that it belongs to. No query for those of its own, otherwise one."""
    led = reader.agencies(Role.SUPERVISOR)
    return agency_id in led or supervised_from(led).filter(pk=agency_id).exists()


def overseen(reader: Reader) -> list[tuple[int, str, int | None, str]]:
    """The agencies whose lateness this person answers for, as (id, name, to what it belongs, AgencyKind), by name. One
    query.
    """
    agencies = Agency.objects.filter(on_province_clock=True)
    if not reader.has(Role.AUDITOR):
        agencies = agencies & supervised_from(reader.agencies(Role.SUPERVISOR))
    return list(agencies.order_by("name").values_list("pk", "name", "parent", "kind"))


# Where a move is made, other than at the agency that holds the dossier.
_RECEIVING = (Move.RECEIVE_SUPPLEMENT, Move.WITHDRAW)  # the counter that received it, too
_COUNTERS = (Move.CORRECT_APPLICANT, Move.REISSUE_CODE, Move.VOID)  # that one only
_DECIDING = (  # those who answer for the term, wherever the dossier lies
    Move.PERMIT_SUPPLEMENT, Move.CONFIRM_PAYMENT, Move.DRAFT_APOLOGY, Move.APPROVE_APOLOGY, Move.STOP, Move.RESUME,
    Move.DECLINE, Move.ASK_OPINION, Move.REDIRECT,
)  # fmt: skip
_BY_PARTY = (Move.COMPLETE_STEP, Move.RETURN_STEP, Move.FINISH)  # finishing is completing the last working step
_INSIDE = (Move.ASSIGN, Move.PASS_ON)  # there is nobody to choose from at an outside body

# What may be done while the clock is stopped by hand: everything else waits until it runs again.
_WHILE_PAUSED = (
    Move.RESUME, Move.ASSIGN, Move.PASS_ON, Move.TAKE_OVER, Move.DRAFT_APOLOGY, Move.APPROVE_APOLOGY,
    Move.WITHDRAW, Move.STOP, Move.DECLINE, Move.PAUSE,  # which says itself that it is paused already
    Move.UNDO, Move.ASK_OPINION, Move.ANSWER_OPINION, Move.CORRECT_APPLICANT, Move.REDIRECT, Move.REISSUE_CODE,
    Move.VOID,
)  # fmt: skip


def is_held(dossier: Dossier, move: Move) -> bool:
    """The clock was stopped by hand, and this move waits until it runs again."""
    return dossier.is_paused and dossier.status not in WAITING_FOR_APPLICANT and move not in _WHILE_PAUSED


def may(reader: Reader, move: Move, dossier: Dossier, step: Step | None) -> bool:
    """Whether this person's role, where the dossier is, allows the move. step: the current one, with its rule_step."""
    roles: tuple[str, ...] = ROLES[move]
    agencies = {dossier.holder_agency_id}
    if step is not None and step.rule_step.party == Party.OUTSIDE:
        if move in _INSIDE:
            return False
        agencies = {dossier.deciding_agency_id}  # nobody of the outside body works in this portal
    if move in _BY_PARTY:
        if step is None:
            return False
        party = (*PARTY_ROLES[Party(step.rule_step.party)], Role.SUPERVISOR)
        roles = tuple(role for role in roles if role in party)
    elif move in _RECEIVING:
        agencies.add(dossier.receiving_agency_id)
    elif move in _DECIDING:
        agencies = {dossier.deciding_agency_id}
    elif move is Move.TAKE_OVER:
        return dossier.passing_to is not None and _is_of(reader, dossier.passing_to)
    elif move is Move.HAND_OVER:
        agencies = {dossier.return_agency_id}
    elif move in _COUNTERS:
        agencies = {dossier.receiving_agency_id}
    elif move is Move.ANSWER_OPINION:  # also those who asked, when the answer came on paper
        asked = {opinion.agency_id for opinion in dossier.opinions.all() if opinion.answered_at is None}
        agencies = {*asked, dossier.deciding_agency_id} if asked else set()
    elif move is Move.UNDO:  # whose move it was is judged by `undoing`
        agencies |= {dossier.receiving_agency_id, dossier.deciding_agency_id, dossier.return_agency_id}
    return bool(reader.agencies(*roles) & agencies) or (move is Move.ASSIGN and takes_on(reader, dossier))


def takes_on(reader: Reader, dossier: Dossier) -> bool:
    """Whether nobody works on a dossier of this person's own unit yet: then they may say that they will."""
    return dossier.assignee_id is None and any(
        post.agency_id == dossier.holder_agency_id and post.unit_id in (None, dossier.holder_unit_id)
        for post in reader.posts
        if post.role in WORKERS
    )


def _is_of(reader: Reader, unit: Unit) -> bool:
    """Whether this person takes dossiers over for a unit: works in it, in all of its agency, or leads that agency.

    Not the sender: whoever passes a dossier on answers for it until the other unit says that it has it.
    """
    return any(
        post.agency_id == unit.agency_id and (post.unit_id in (None, unit.pk) or post.role == Role.SUPERVISOR)
        for post in reader.posts
        if post.role in WORKERS
    )
