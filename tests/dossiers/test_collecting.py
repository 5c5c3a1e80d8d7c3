"""Who fetched a result, and by which paper they were known."""

import pytest
from django.db import IntegrityError, transaction

from dossiers import actions
from dossiers.models import Collection
from dossiers.reads.books import audit
from dossiers.workflow import Status
from tests.dossiers.working import FETCHED, at, at_office, last, press, refused

SENT = {"way": "post", "collector": "applicant", "paper": "RR123456789VN"}


@pytest.fixture
def ready(office):
    dossier = press(at_office(office), actions.complete_step, office.officer, "2026-03-02 10:00")
    return press(dossier, actions.finish, office.leader, "2026-03-02 11:00")


def fetched(p, dossier, when="2026-03-04 09:00", **said):
    return press(dossier, actions.hand_over, p.clerk, when, **{**FETCHED, **said})


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({}, "Nguyễn Thị Đoan"),
        (SENT, "Nguyễn Thị Đoan"),
        ({"collector": "other", "collector_name": " Lê Văn Năm ", "paper": "Giấy ủy quyền số 12"}, "Lê Văn Năm"),
        ({"collector": "applicant", "collector_name": "Ai đó khác"}, "Nguyễn Thị Đoan"),
    ],
)
def test_who_fetched_it_is_kept_apart_from_the_event(office, ready, said, name):
    dossier = fetched(office, ready, **said)

    assert (Status(dossier.status), dossier.returned_at) == (Status.RETURNED, at("2026-03-04 09:00"))
    kept = Collection.objects.get()
    told = {**FETCHED, **said}
    assert (kept.way, kept.collector, kept.collector_name, kept.paper) == (
        told["way"], told["collector"], name, told["paper"],
    )  # fmt: skip
    assert (kept.by, kept.at) == (office.clerk, at("2026-03-04 09:00"))
    assert last(dossier, "handed_over").data == {"way": told["way"], "collector": told["collector"]}
    assert audit([dossier.pk], at("2026-03-05 09:00")) == []


def test_a_representative_is_the_one_of_the_dossier(office):
    who = actions.Applicant(name="Công ty Sen Việt", identity="1400123456", representative_name="Lê Văn Năm")
    dossier = press(at_office(office, applicant=who), actions.complete_step, office.officer, "2026-03-02 10:00")
    dossier = press(dossier, actions.finish, office.leader, "2026-03-02 11:00")

    fetched(office, dossier, collector="representative")

    assert Collection.objects.get().collector_name == "Lê Văn Năm"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"way": "pigeon"}, "reason_class"),
        ({"collector": "neighbour"}, "reason_class"),
        ({"collector": "representative"}, "no_representative"),
        ({"collector": "other"}, "collector_name"),
        ({"collector": "other", "collector_name": "  "}, "collector_name"),
        ({"paper": " "}, "paper_checked"),
        ({**SENT, "paper": ""}, "parcel"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(office, ready, said, why):
    with refused(why):
        fetched(office, ready, **said)
    assert not Collection.objects.exists()


def test_a_result_is_handed_over_once(office, ready):
    dossier = fetched(office, ready)
    with refused("not_now"):
        fetched(office, dossier, "2026-03-04 09:01")
    again = {"dossier": dossier, "at": at("2026-03-04 09:02"), "by": office.clerk, "collector_name": "x", **FETCHED}
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.create(**again)


def test_only_the_counter_that_returns_it_hands_it_over(office, ready):
    for by in (office.officer, office.clerk_b, office.auditor):
        with refused("role"):
            press(ready, actions.hand_over, by, "2026-03-04 09:00", **FETCHED)
