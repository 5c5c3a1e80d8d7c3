"""Work on dossiers at exact instants, whatever the day of the test. 2 March 2026 was a Monday without holidays near."""

from contextlib import contextmanager
from datetime import datetime
from itertools import count
from unittest import mock

import pytest

from agencies.worktime import ZONE
from dossiers import actions
from dossiers.actions import entering, intake
from dossiers.models import Dossier, Event, Job, Mark
from tests import province as province_of

# The applicant comes to the counter with an identity card.
FETCHED = {"way": "counter", "collector": "applicant", "paper": "Căn cước công dân"}
# What an end of an overdue dossier must say beside.
LATE = {"cause": ("load", "Nhiều hồ sơ dồn cùng lúc.")}
_numbers = count(1)


def at(text: str) -> datetime:
    """Local time: "2026-03-02 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def taken_in(p, when: str, rules=None, **changes) -> Dossier:
    """Received at the counter at that moment."""

    def pressed(*press):
        return entering.pressed(*press)._replace(now=at(when))

    with mock.patch.object(intake, "pressed", pressed):
        return province_of.receive(p, rules, **changes)


def received(p, n: int, **changes) -> list[Dossier]:
    """So many, each of somebody else, now."""
    who = (actions.Applicant(name=f"Người nộp {next(_numbers)}", phone="0912345678") for _ in range(n))
    return [province_of.receive(p, applicant=applicant, **changes) for applicant in who]


def at_office(p, rules=None, **changes) -> Dossier:
    """Received on Monday 2 March 2026 at 09:00 and with the officer five minutes later."""
    dossier = taken_in(p, "2026-03-02 09:00", rules, **changes)
    return press(dossier, actions.complete_step, changes.get("by", p.clerk), "2026-03-02 09:05")


def press(dossier: Dossier, verb, by, when: str, **more) -> Dossier:
    """Make a move at that moment, on the page as it then is; the dossier as the database has it afterwards."""
    seen = Dossier.objects.get(pk=dossier.pk)
    verb(dossier_id=seen.pk, by=by, now=at(when), version=seen.version, **more)
    return Dossier.objects.get(pk=dossier.pk)


@contextmanager
def refused(why: str):
    """The move is refused for this reason, in a whole sentence."""
    with pytest.raises(actions.Refused) as refusal:
        yield
    assert refusal.value.why == why
    assert "%(" not in str(refusal.value)


def kinds(dossier: Dossier) -> list[str]:
    return list(Event.objects.filter(dossier=dossier).order_by("seq").values_list("kind", flat=True))


def last(dossier: Dossier, kind: str) -> Event:
    return Event.objects.filter(dossier=dossier, kind=kind).latest("seq")


def marked(dossier: Dossier, kind: str) -> list[datetime]:
    """When each mark of this kind became true, in order."""
    return list(
        Mark.objects.filter(dossier=dossier, kind=kind).order_by("became_at").values_list("became_at", flat=True)
    )


def done(job: Job) -> Job:
    """What was queued is worked off."""
    actions.work()
    actions.work_long()
    job.refresh_from_db()
    return job


def results(job: Job) -> list[tuple[str, str]]:
    """What became of each of a job's dossiers, and what was said about it."""
    return list(job.items.order_by("n").values_list("state", "said"))
