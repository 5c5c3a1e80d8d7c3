"""The urge slip: a leader asks whoever holds an overdue dossier to deal with it, and to answer by an hour."""

from datetime import datetime

from django.contrib.auth.models import User

from agencies.models import Agency, full_name
from agencies.worktime import local_day
from dossiers.models import Dossier, Letter, LetterKind
from dossiers.reads import scope
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.reads.letters.content import Content, moment_in_full, of_dossier, without_mark
from dossiers.reads.letters.official import signed
from dossiers.workflow import LEADERS

SHOWN = 10


def urge(
    dossier: Dossier, *, subject: str, agency: Agency, by: User, request: str, reply_by: datetime, now: datetime
) -> Content:  # fmt: skip
    """One more slip about an overdue dossier. agency: whose leader `by` is. request: free text.

    "asked" and "reply_at" are kept as they were given, so that a second press of the same button is known.
    """
    deadline = deadline_of(dossier, calendar_of(dossier, dossier.calendar_version), now)
    said = {
        **of_dossier(dossier), "nth": nth_after(latest_urged(dossier)), "received": moment_in_full(dossier.received_at),
        "due": moment_in_full(dossier.due_at), "days_late": -(deadline.days or 0),
        "counted_at": moment_in_full(now), "unit": without_mark(str(dossier.holder_unit or dossier.holder_agency)),
        "officer": full_name(dossier.assignee) if dossier.assignee else "", "asked": request,
        "reply_by": moment_in_full(reply_by), "reply_at": reply_by.isoformat(), **signed(agency, by),
    }  # fmt: skip
    return Content(LetterKind.URGE, subject, agency, dossier, local_day(now), said)


def latest_urged(dossier: Dossier) -> list[Letter]:
    """Its last slips, the latest first, without their pages; `facts["nth"]` counts them all. One query.

    With `urge` and who answered it.
    """
    slips = Letter.objects.filter(kind=LetterKind.URGE, dossier=dossier).defer("pdf")
    slips = slips.select_related("made_by", "urge__answered_by")
    return list(slips.order_by("-made_at", "-pk")[:SHOWN])


def nth_after(slips: list[Letter]) -> int:
    """Which time the next slip is; slips: as `latest_urged` reads them."""
    return slips[0].facts["nth"] + 1 if slips else 1


def urging_agency(reader: scope.Reader, dossier: Dossier) -> Agency | None:
    """For which of their agencies a leader urges: the deciding one, the nearest above it, or one that oversees it all
    the same; None for nobody else.

    Two queries, one more for each level further above, and for each agency led that is not above.
    """
    led, decider = reader.agencies(*LEADERS), dossier.deciding_agency
    nearest = next((pk for pk in (decider.pk, *decider.above()) if pk in led), None) or next(
        (pk for pk in sorted(led) if scope.supervised_from([pk]).filter(pk=decider.pk).exists()), None
    )
    return Agency.objects.select_related("parent").filter(pk=nearest).first()
