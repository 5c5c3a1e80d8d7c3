"""A letter is printed anew once the applicant's data or the receipt code changed; the one made before stays."""

from datetime import date

from dossiers import actions
from dossiers.models import Letter, LetterKind
from tests.dossiers.working import FETCHED, at_office, press
from tests.letters.agency_letters import printed
from tests.letters.reading import scanned

RIGHT = actions.Applicant(name="Nguyễn Thị Đoan Trang", phone="0900000123")


def corrected(p, dossier):
    return press(dossier, actions.correct_applicant, p.clerk, "2026-03-06 09:00", applicant=RIGHT, reason="Thiếu tên")


def reissued(p, dossier, when="2026-03-06 09:00"):
    return press(dossier, actions.reissue_code, p.clerk, when, reason="Mất giấy")


def asked(p, dossier):
    return press(
        dossier, actions.request_supplement, p.officer, "2026-03-03 09:00", reason="Thiếu bản vẽ.",
        papers=["Bản vẽ mặt bằng"], answer_by=date(2026, 3, 20),
    )  # fmt: skip


def test_a_slip_after_a_new_code_shows_the_new_one_and_the_old_slip_stays(province):
    p, dossier = province, reissued(province, at_office(province), "2026-03-02 10:00")  # before what it is about
    dossier = asked(p, dossier)
    first = printed(dossier, LetterKind.SUPPLEMENT, p.clerk)
    assert "@" not in first.subject

    dossier = reissued(p, dossier)
    second = printed(dossier, LetterKind.SUPPLEMENT, p.clerk)

    assert (first.number, second.number) == (1, 2)
    assert scanned(second)["QRCode"].endswith(f"/tra-cuu/{dossier.receipt_code}")
    assert scanned(first) != scanned(second)
    assert Letter.objects.filter(dossier=dossier).count() == 2
    assert printed(dossier, LetterKind.SUPPLEMENT, p.clerk) == second


def test_letters_say_the_data_as_they_were_set_right(province):
    p = province
    sorry = press(at_office(p), actions.draft_apology, p.officer, "2026-03-03 09:00", reason="Chờ khảo sát.",
                  promised_on=date(2026, 4, 6))  # fmt: skip
    cases = {
        LetterKind.APOLOGY: press(sorry, actions.approve_apology, p.leader, "2026-03-03 10:00"),
        LetterKind.PASSING: at_office(p),
    }  # fmt: skip
    for kind, dossier in cases.items():
        first = printed(dossier, kind, p.clerk)
        second = printed(corrected(p, dossier), kind, p.clerk)
        assert (kind, RIGHT.name in str(first.facts), RIGHT.name in str(second.facts)) == (kind, False, True)
        assert (kind, second.number) == (kind, first.number + 1)
        assert printed(dossier, kind, p.clerk) == second


def test_a_result_that_was_fetched_can_still_get_another_code(province):
    p, dossier = province, at_office(province)
    press(dossier, actions.complete_step, p.officer, "2026-03-03 09:00")
    press(dossier, actions.finish, p.leader, "2026-03-03 10:00")
    dossier = press(dossier, actions.hand_over, p.clerk, "2026-03-04 08:05", **FETCHED)
    first = printed(dossier, LetterKind.RESULT, p.clerk)

    second = printed(reissued(p, dossier), LetterKind.RESULT, p.clerk)

    assert first.facts["receipt_code"] != second.facts["receipt_code"]
    assert (first.number, second.number) == (1, 2)
