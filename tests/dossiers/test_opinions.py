"""Another agency's opinion: asked with a day to answer by, answered once, and no day of the dossier is won by it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dossiers import actions
from dossiers.models import Dossier, Opinion
from dossiers.reads import scope
from tests.dossiers.working import at, at_office, kinds, last, press, refused, taken_in

WHAT = {"question": "Thửa đất có nằm trong quy hoạch không?", "answer_by": date(2026, 3, 5)}


def asking(p, dossier, when="2026-03-02 10:00", by=None, **changes):
    return press(dossier, actions.ask_opinion, by or p.officer, when, **{"agency": p.commune, **WHAT, **changes})


def answering(p, dossier, when="2026-03-03 10:00", by=None, **changes):
    opinion = changes.pop("opinion", None) or Opinion.objects.get(answered_at=None)
    said = {"answer": "Không nằm trong quy hoạch.", **changes}
    return press(dossier, actions.answer_opinion, by or p.officer_b, when, opinion=opinion, **said)


def test_what_is_asked_by_whom_and_until_when_is_kept_and_the_clock_goes_on(office):
    p = office
    before = at_office(p)
    dossier = asking(p, before)

    asked = Opinion.objects.get()
    assert (asked.agency, asked.asked_by, asked.asked_at) == (p.commune, p.officer, at("2026-03-02 10:00"))
    assert asked.answer_by == at("2026-03-05 17:00")  # the close of the day
    assert (dossier.due_at, dossier.status, dossier.is_paused) == (before.due_at, before.status, False)
    assert dossier.holder_unit == before.holder_unit
    told = last(dossier, "opinion_asked")
    assert told.data == {"opinion": asked.pk, "agency": p.commune.name, "day": "2026-03-05"}
    assert told.public


def test_the_asked_may_read_it_from_then_on_and_still_after_they_answered(office):
    p = office
    dossier = at_office(p)
    reader = scope.reader_of(p.officer_b)
    assert not scope.readable(reader).filter(pk=dossier.pk).exists()
    dossier = asking(p, dossier)
    assert scope.readable(reader).filter(pk=dossier.pk).exists()
    answering(p, dossier)
    assert scope.readable(reader).filter(pk=dossier.pk).exists()


def test_an_answer_is_written_once_by_the_asked_with_whether_it_was_in_time(office):
    p = office
    dossier = answering(p, asking(p, at_office(p)))
    asked = Opinion.objects.get()
    assert (asked.answered_by, asked.answered_at) == (p.officer_b, at("2026-03-03 10:00"))
    told = last(dossier, "opinion_given")
    assert told.data == {"opinion": asked.pk, "agency": p.commune.name, "in_time": True}
    assert told.agency == p.commune
    with refused("role"):
        answering(p, dossier, "2026-03-03 11:00", opinion=asked)
    late = asking(p, dossier, "2026-03-04 10:00")
    assert last(answering(p, late, "2026-03-05 17:01"), "opinion_given").data["in_time"] is False


def test_who_asked_writes_it_down_only_with_the_paper_it_came_by(office):
    p = office
    dossier = asking(p, at_office(p))
    with refused("opinion_document"):
        answering(p, dossier, by=p.officer)
    dossier = answering(p, dossier, by=p.officer, document="12/UBND ngày 03/03/2026")
    assert last(dossier, "opinion_given").agency == p.department
    assert Opinion.objects.get().document == "12/UBND ngày 03/03/2026"


def test_strangers_and_clerks_neither_ask_nor_answer(office):
    p = office
    dossier = at_office(p)
    for stranger in (p.clerk, p.officer_b, p.auditor):
        with refused("role"):
            asking(p, dossier, by=stranger)
    dossier = asking(p, dossier)
    for stranger in (p.clerk, p.clerk_b, p.auditor):
        with refused("role"):
            answering(p, dossier, by=stranger)
    dossier = asking(p, dossier, "2026-03-02 11:00", agency=p.other)
    with refused("opinion_not_yours"):
        answering(p, dossier, opinion=Opinion.objects.get(agency=p.other))


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("opinion_self", {"agency": "department"}),
        ("opinion_question", {"question": "  "}),
        ("opinion_past", {"answer_by": date(2026, 3, 1)}),
        ("promised_day_off", {"answer_by": date(2026, 3, 7)}),
        ("opinion_far", {"answer_by": date(2062, 3, 6)}),
    ],
)
def test_what_is_not_asked(office, why, changes):
    p = office
    dossier = at_office(p)
    changes = {key: getattr(p, value) if key == "agency" else value for key, value in changes.items()}
    with refused(why):
        asking(p, dossier, **changes)
    assert Opinion.objects.count() == 0
    assert Dossier.objects.get().version == dossier.version


def test_one_agency_is_asked_one_thing_at_a_time_and_several_at_once(office):
    p = office
    dossier = asking(p, at_office(p))
    with refused("opinion_asked_already"):
        asking(p, dossier, "2026-03-02 11:00")
    dossier = asking(p, dossier, "2026-03-02 11:00", agency=p.other)
    dossier = answering(p, dossier, opinion=Opinion.objects.get(agency=p.commune))
    assert kinds(asking(p, dossier, "2026-03-03 11:00")).count("opinion_asked") == 3


def test_today_can_be_the_day_until_its_office_closes(office):
    p = office
    dossier = at_office(p)
    with refused("opinion_past"):
        asking(p, dossier, "2026-03-05 17:00")
    asking(p, dossier, "2026-03-05 16:59")


def test_it_may_be_asked_while_the_clock_stands_still_and_not_once_it_ended(office):
    p = office
    dossier = press(at_office(p), actions.pause, p.officer, "2026-03-02 10:00", ground="survey", reason="Đo đạc",
                    document="", since=None)  # fmt: skip
    dossier = answering(p, asking(p, dossier, "2026-03-02 11:00"))
    dossier = press(dossier, actions.stop, p.officer, "2026-03-04 10:00", reason_class="abolished", reason="Bãi bỏ")
    with refused("not_now"):
        asking(p, dossier, "2026-03-04 11:00")


def test_an_empty_answer_is_none(office):
    p = office
    dossier = asking(p, at_office(p))
    with refused("opinion_answer"):
        answering(p, dossier, answer=" ")


def test_two_who_answer_at_once_write_one_answer(office):
    p = office
    dossier = asking(p, taken_in(p, "2026-03-02 09:00"))
    opinion = Opinion.objects.get()
    answering(p, dossier, opinion=opinion)
    with pytest.raises(actions.Stale):
        actions.answer_opinion(dossier_id=dossier.pk, by=p.officer_b, now=at("2026-03-03 10:00"),
                               version=dossier.version, opinion=opinion, answer="Khác")  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(answer="Khác")
