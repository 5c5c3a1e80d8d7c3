"""Each known way to hide lateness, tried through the interface: it is refused, or it is counted where all can see.

The ways are those that other systems allow: stops that leave the statistics, mass closing, due dates moved by hand,
results that never reach the citizen, papers asked for as a reset of the timer, calendars that are wrong.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from dossiers.models import Dossier, Event
from tests import moments
from tests.dossiers.working import FETCHED
from tests.facts.slow import HANOI
from tests.province import receive

MONDAY = datetime(2026, 3, 2, 9, tzinfo=HANOI)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Office:
    """People at their desks, and one clock on the wall."""

    def __init__(self, province, enter, clock):
        self.province, self.clock, self._enter = province, clock, enter

    def at(self, who: str) -> Client:
        """Signed in anew: no session lasts as long as these stories."""
        return self._enter(getattr(self.province, who))

    def press(self, who: str, dossier: Dossier, slug: str, **typed):
        version = Dossier.objects.get(pk=dossier.pk).version
        return self.at(who).post(f"/can-bo/ho-so/{dossier.pk}/{slug}", {"version": version, **typed})

    def page(self, who: str, path: str) -> str:
        answer = self.at(who).get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def overdue(self) -> list[str]:
        """The codes on the supervisor's list of what is late."""
        return re.findall(r'<a class="code" href="[^"]*">([^<]+)</a>', self.page("leader", "/giam-sat/qua-han"))

    def signs(self, slug: str) -> list[str]:
        """The codes behind one number of the night watch."""
        path = f"/giam-sat/canh-dem/{slug}"
        return re.findall(r'<a class="code" href="[^"]*">([^<]+)</a>', self.page("leader", path))


@pytest.fixture
def office(province, enter):
    with moments.set_to(MONDAY) as clock:
        yield Office(province, enter, clock)


@pytest.fixture
def at_desk(office):
    """at_desk(rules): a dossier received on Monday and passed to the officer."""

    def made(rules=None) -> Dossier:
        dossier = receive(office.province, rules)
        assert office.press("clerk", dossier, "chuyen-buoc").status_code == 302
        return Dossier.objects.get(pk=dossier.pk)

    return made


def supplement(**changes):
    return {"kind": "missing", "reason": "Thiếu bản vẽ", "papers": "Bản vẽ", "answer_by": "30/06/2026", **changes}


PAUSE = {"ground": "survey", "reason": "Đo lại thửa đất", "document": "", "hour": "", "day": ""}


def late(office, dossier) -> str:
    """An hour after the due date."""
    office.clock.to(dossier.due_at + 60 * MINUTE)
    return str(dossier)


# ── 1. Stops that leave the statistics ───────────────────────────────────────────────────────────────────────


STOPS = {
    "tam-dung": PAUSE,
    "yeu-cau-bo-sung": supplement(),
    "nghia-vu-tai-chinh": {"form_number": "", "amount": ""},
}


@pytest.mark.parametrize("slug", STOPS)
def test_way_1_a_late_dossier_that_is_stopped_stays_on_the_list_of_what_is_late(office, at_desk, slug):
    dossier = at_desk()
    code = late(office, dossier)
    assert office.press("officer", dossier, slug, **STOPS[slug]).status_code == 302

    assert code in office.overdue()
    office.clock.to(timezone.now() + 30 * DAY)
    assert code in office.overdue()
    assert "Quá hạn" in office.page("officer", f"/can-bo/ho-so/{dossier.pk}")


def test_way_1_a_pause_cannot_be_written_back_to_before_the_term_ended(office, at_desk):
    dossier = at_desk()
    code = late(office, dossier)  # 18:00 on the due day, still the same working day

    answer = office.press("officer", dossier, "tam-dung", **{**PAUSE, "hour": "16:00"})

    assert answer.status_code in (400, 409)
    assert "vẫn là quá hạn" in answer.content.decode()
    assert "Đo lại thửa đất" in answer.content.decode()  # what was typed is not lost
    assert code in office.overdue()


# ── 3. Mass closing ──────────────────────────────────────────────────────────────────────────────────────────


def test_way_3_dossiers_closed_in_a_batch_at_night_are_listed_with_who_did_it(office, at_desk):
    dossiers = [at_desk() for _ in range(5)]
    office.clock.to(MONDAY.replace(hour=22))
    for dossier in dossiers:
        office.clock.to(timezone.now() + MINUTE)
        ended = office.press("officer", dossier, "dung-giai-quyet", reason_class="other", reason="Rà soát cuối kỳ")
        assert ended.status_code == 302

    codes = sorted(map(str, dossiers))
    assert sorted(office.signs("theo-lo")) == sorted(office.signs("ngoai-gio")) == codes
    assert sorted(office.signs("khong-ket-qua")) == codes
    assert "Trần Minh Khôi" in office.page("leader", "/giam-sat/canh-dem/theo-lo")


# ── 4. The due date moved by hand ────────────────────────────────────────────────────────────────────────────


def test_way_4_no_form_moves_a_due_date_and_an_apology_only_promises_beside_it(office, at_desk):
    dossier = at_desk()
    code = late(office, dossier)
    promised = {"reason": "Nhiều hồ sơ cùng lúc", "promised_on": "15/04/2026"}
    assert office.press("officer", dossier, "du-thao-xin-loi", **promised).status_code == 302
    assert office.press("leader", dossier, "ky-xin-loi").status_code == 302

    now = Dossier.objects.get(pk=dossier.pk)
    assert (now.due_at, now.original_due_at) == (dossier.due_at, dossier.original_due_at)
    assert now.promised_at is not None
    assert code in office.overdue()
    again = office.press("officer", dossier, "du-thao-xin-loi", **{**promised, "promised_on": "29/04/2026"})
    assert again.status_code == 409
    assert "một lần" in again.content.decode()
    assert code in office.signs("xin-loi-muon")
    for field in ("original_due_at", "promised_at"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dossier.objects.filter(pk=dossier.pk).update(**{field: dossier.due_at + 30 * DAY})


def test_way_4_fields_that_a_form_does_not_have_change_nothing(office, at_desk):
    dossier = at_desk()
    moved = {"due_at": "2026-12-31", "original_due_at": "2026-12-31", "received_at": "2026-12-01"}

    assert office.press("officer", dossier, "chuyen-buoc", **moved).status_code == 302

    now = Dossier.objects.get(pk=dossier.pk)
    assert (now.due_at, now.original_due_at, now.received_at) == (
        dossier.due_at, dossier.original_due_at, dossier.received_at,
    )  # fmt: skip


# ── 5. Finished, but never handed over ───────────────────────────────────────────────────────────────────────


def test_way_5_finished_late_is_late_whenever_it_is_handed_over_and_what_is_not_collected_is_listed(office, at_desk):
    dossier = at_desk()
    code = late(office, dossier)
    assert office.press("officer", dossier, "chuyen-buoc").status_code == 302
    why = {"cause_kind": "load", "cause_text": "Nhiều hồ sơ dồn cùng lúc."}
    assert office.press("leader", dossier, "ket-thuc", **why).status_code == 302

    assert code in office.page("clerk", "/can-bo/?loc=cho-tra")
    office.clock.to(timezone.now() + DAY)
    assert office.press("clerk", dossier, "tra-ket-qua", **FETCHED).status_code == 302
    assert "Trễ hạn" in office.page("officer", f"/can-bo/ho-so/{dossier.pk}")
    now = Dossier.objects.get(pk=dossier.pk)
    assert now.due_at < now.closed_at < now.returned_at


# ── 6. Papers asked for as a reset, refusal and re-filing, withdrawal ────────────────────────────────────────


def test_way_6_papers_asked_for_after_the_term_do_not_begin_it_again(office, at_desk):
    dossier = at_desk()
    code = late(office, dossier)
    assert office.press("officer", dossier, "yeu-cau-bo-sung", **supplement()).status_code == 302
    office.clock.to(timezone.now() + 2 * DAY)
    assert office.press("clerk", dossier, "ghi-nhan-bo-sung").status_code == 302

    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at
    assert code in office.overdue()


def test_way_6_papers_asked_for_in_the_last_hours_move_the_date_in_the_open(office, at_desk):
    dossier = at_desk()
    office.clock.to(dossier.due_at - 60 * MINUTE)
    assert office.press("officer", dossier, "yeu-cau-bo-sung", **supplement()).status_code == 302
    office.clock.to(timezone.now() + 2 * DAY)
    assert office.press("clerk", dossier, "ghi-nhan-bo-sung").status_code == 302

    now, code = Dossier.objects.get(pk=dossier.pk), str(dossier)
    assert now.due_at > dossier.due_at == now.original_due_at
    assert Event.objects.filter(dossier=dossier, kind="due_changed", data__because="supplement_received").count() == 1
    assert code in office.signs("sat-han")
    assert code in office.signs("bo-sung-muon")
    assert f"{timezone.localtime(dossier.due_at):%d/%m/%Y}" in office.page(
        "officer", f"/can-bo/ho-so/{dossier.pk}/thoi-han"
    )


def test_way_6_a_second_round_needs_a_leader_and_says_so(office, at_desk):
    dossier = at_desk()
    assert office.press("officer", dossier, "yeu-cau-bo-sung", **supplement()).status_code == 302
    assert office.press("clerk", dossier, "ghi-nhan-bo-sung").status_code == 302

    refused = office.press("officer", dossier, "yeu-cau-bo-sung", **supplement())
    assert refused.status_code == 409
    assert office.press("officer", dossier, "cho-phep-bo-sung", reason="Tôi tự cho phép").status_code in (403, 409)
    assert office.press("leader", dossier, "cho-phep-bo-sung", reason="Bản vẽ đổi chủ đầu tư").status_code == 302
    assert office.press("officer", dossier, "yeu-cau-bo-sung", **supplement()).status_code == 302

    assert str(dossier) in office.signs("bo-sung-lan-hai")
    page = office.page("officer", f"/can-bo/ho-so/{dossier.pk}")
    assert "lần 2" in page
    assert "Bản vẽ đổi chủ đầu tư" in page


def test_way_6_a_late_dossier_withdrawn_and_filed_again_is_seen_twice(office, at_desk):
    dossier = at_desk()
    code = late(office, dossier)
    ended = office.press("clerk", dossier, "rut-ho-so", reason_class="file_again", reason="Nộp lại bộ khác")
    assert ended.status_code == 302
    office.clock.to(timezone.now() + 3 * DAY)
    again = receive(office.province)

    assert again.earlier_id == dossier.pk
    assert code in office.signs("khong-ket-qua-khi-qua-han")
    assert str(again) in office.signs("nop-lai")
    assert code in office.page("officer", f"/can-bo/ho-so/{again.pk}")


# ── 7. Wrong due dates ───────────────────────────────────────────────────────────────────────────────────────


def test_way_7_days_off_and_make_up_saturdays_count_as_announced(office):
    """Twenty working days from Wednesday 19 August 2026: Saturday 22 is made up, 31 August – 2 September are off."""
    office.clock.to(datetime(2026, 8, 19, 9, tzinfo=HANOI))

    dossier = receive(office.province)

    assert timezone.localtime(dossier.due_at) == datetime(2026, 9, 18, 17, tzinfo=HANOI)
    page = office.page("officer", f"/can-bo/ho-so/{dossier.pk}/thoi-han")
    assert "ngày làm bù" in page
    assert "ngày nghỉ theo lịch" in page


def test_way_7_a_date_in_a_year_without_a_calendar_says_that_it_is_provisional(office):
    office.clock.to(datetime(2027, 12, 20, 9, tzinfo=HANOI))

    dossier = receive(office.province)

    assert dossier.due_is_provisional
    assert "tạm tính" in office.page("officer", f"/can-bo/ho-so/{dossier.pk}")


def test_way_7_nobody_types_a_day_into_the_calendar_in_silence(office):
    """A day is proposed, counts for nothing, and moves dates only once it is confirmed with its document."""
    dossier = receive(office.province)
    typed = {"day": "12/03/2026", "kind": "off", "basis": "Nghỉ để sửa trụ sở"}
    assert office.at("leader").post("/quan-tri/lich/ngay", typed).status_code == 403
    assert office.at("administrator").post("/quan-tri/lich/ngay", typed).status_code == 302

    assert Dossier.objects.get(pk=dossier.pk).due_at == dossier.due_at
    assert receive(office.province).due_at == dossier.due_at
