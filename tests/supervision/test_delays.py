"""Why a dossier is late: written down by whoever works on it, kept for ever, asked for before a late one may end."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access, Delay, Dossier, Event
from dossiers.reads.supervision.delays import MISSING, causes, narrowed
from tests.dossiers.test_races import together
from tests.dossiers.working import at, at_office, press, refused
from tests.moments import set_to
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import at_field, page, said, text
from tests.staff.pages import press as press_page

NOW = "2026-05-12 09:00"
WHY = ("load", "Phòng còn hai người, hồ sơ dồn từ tháng 3.")
END = {"reason_class": "conditions", "reason": "Không đủ điều kiện."}


@pytest.fixture
def today(settings, db):
    """Tuesday 12 May 2026 at nine, for pages; nobody is signed out."""
    settings.SESSION_COOKIE_AGE = settings.SESSION_IDLE = settings.SESSION_LONGEST = 10**9
    with set_to(at(NOW)):
        yield


def explained(p, dossier, kind=WHY[0], said=WHY[1], by=None, when=NOW) -> Delay:
    return actions.explain_delay(dossier_id=dossier.pk, by=by or p.officer, now=at(when), kind=kind, text=said)


def signing(p) -> Dossier:
    """With the leader, who only has to sign."""
    return press(at_office(p), actions.complete_step, p.officer, "2026-03-04 09:00")


def test_the_latest_counts_and_all_are_kept(province):
    dossier = at_office(province)
    first = explained(province, dossier)
    assert explained(province, dossier, when="2026-05-12 09:30").pk == first.pk  # a double click
    second = explained(province, dossier, "complex", "Phải đo đạc lại thửa đất.", by=province.leader)

    assert (second.by, second.agency) == (province.leader, province.department)
    assert list(Delay.objects.order_by("pk").values_list("kind", flat=True)) == ["load", "complex"]
    late = Dossier.objects.overdue(now=at(NOW))
    assert [(cause.key, cause.n) for cause in causes(late).shares] == [("complex", 1)]
    assert not narrowed(late, "load").exists() and narrowed(late, "complex").get() == dossier
    for change in (Delay.objects.filter(pk=first.pk).delete, lambda: Delay.objects.update(text="Khác")):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_only_of_what_is_late_and_only_by_who_works_on_it(province):
    dossier = at_office(province)
    with refused("delay_not_late"):
        explained(province, dossier, when="2026-03-30 16:59")
    for stranger in (province.officer_b, province.auditor, province.administrator):
        with pytest.raises(Dossier.DoesNotExist):
            explained(province, dossier, by=stranger)
    for why, kind, words in (
        ("delay_kind", "lười", "Không có ai làm."), ("delay_text", "load", " "), ("delay_text", "load", "Hồ sơ"),
        ("delay_other", "other", "Do lỗi em"), ("delay_long", "load", "quá dài " * 200),
    ):  # fmt: skip
        with refused(why):
            explained(province, dossier, kind, words)
    assert not Delay.objects.exists()
    withdrawn = press(dossier, actions.withdraw, province.clerk, NOW, reason_class="no_need", reason="Theo đơn")
    assert not Delay.objects.exists()  # nobody was asked: it is the applicant's wish
    assert explained(province, withdrawn).kind == "load"  # ended late
    in_time = press(at_office(province), actions.decline, province.officer, "2026-03-09 09:00", **END)
    with refused("delay_not_late"):
        explained(province, in_time)


@pytest.mark.parametrize("verb", ["finish", "decline", "stop"])
def test_nobody_ends_an_overdue_dossier_without_a_cause(province, verb):
    how = {} if verb == "finish" else {**END, "reason_class": "conditions" if verb == "decline" else "abolished"}
    make, by = getattr(actions, verb), province.leader
    dossier, in_time, said_before = signing(province), signing(province), signing(province)

    press(in_time, make, by, "2026-03-30 16:59", **how)
    with refused("delay_missing"):
        press(dossier, make, by, NOW, **how)
    with refused("delay_text"):
        press(dossier, make, by, NOW, cause=("load", "Ít"), **how)
    assert Dossier.objects.get(pk=dossier.pk).is_open and not Delay.objects.exists()
    ended = press(dossier, make, by, NOW, cause=WHY, **how)
    explained(province, said_before)
    press(said_before, make, by, NOW, **how)

    assert not ended.is_open
    assert list(Delay.objects.order_by("pk").values_list("dossier", "kind", "text", "at")) == [
        (dossier.pk, *WHY, ended.closed_at), (said_before.pk, *WHY, at(NOW)),
    ]  # fmt: skip


def test_a_move_that_is_refused_leaves_no_cause(province):
    dossier = signing(province)
    with refused("role"):
        press(dossier, actions.finish, province.clerk_b, NOW, cause=WHY)
    with refused("end_reason"):
        press(dossier, actions.decline, province.leader, NOW, cause=WHY, reason_class="conditions", reason=" ")
    assert not Delay.objects.exists()


def test_the_page_of_an_end_asks_for_the_cause_once(province, enter, today):  # noqa: F811
    dossier, leader = signing(province), enter(province.leader)
    opened = leader.get(page(dossier, "ket-thuc"))
    assert "Hồ sơ đã quá hạn và chưa ai ghi nguyên nhân" in said(opened)

    nothing = press_page(leader, dossier, "ket-thuc")
    little = press_page(leader, dossier, "ket-thuc", cause_kind="other", cause_text="Chậm <b>")
    assert (nothing.status_code, at_field(nothing, "cause_kind")) == (400, "Chọn nguyên nhân chậm trong danh sách.")
    assert at_field(little, "cause_text") == "Nguyên nhân khác thì phải nói rõ, ít nhất 10 ký tự."
    assert "Chậm &lt;b&gt;" in text(little) and "<b>" not in text(little)
    assert press_page(leader, dossier, "ket-thuc", cause_kind=WHY[0], cause_text=WHY[1]).status_code == 302
    assert (Delay.objects.get().text, Dossier.objects.get().status) == (WHY[1], 9)
    assert WHY[1] in said(leader.get(page(dossier)))

    other = signing(province)
    explained(province, other)
    assert "cause_kind" not in text(leader.get(page(other, "ket-thuc")))
    assert press_page(leader, other, "ket-thuc").status_code == 302


def test_the_page_of_a_delay(province, enter, today):  # noqa: F811
    dossier, officer = at_office(province), enter(province.officer)
    address = page(dossier, "nguyen-nhan-cham")
    box = "Hồ sơ quá hạn 28 ngày làm việc, chưa ghi nguyên nhân."
    assert box in said(officer.get(page(dossier))) and f'href="{address}"' in text(officer.get(page(dossier)))
    auditor = enter(province.auditor)
    assert box in said(auditor.get(page(dossier))) and address not in text(auditor.get(page(dossier)))
    assert (auditor.get(address).status_code, auditor.post(address).status_code) == (200, 403)
    assert "<textarea" not in text(auditor.get(address))
    for typed, field, sentence in (
        ({"kind": "", "text": "Đang chờ đo đạc lại"}, "kind", "Chọn nguyên nhân chậm trong danh sách."),
        ({"kind": "9", "text": "Đang chờ đo đạc lại"}, "kind", "Chọn nguyên nhân chậm trong danh sách."),
        ({"kind": "load", "text": "  "}, "text", "Nói rõ nguyên nhân chậm, ít nhất ba từ."),
        ({"kind": "load", "text": "Chậm"}, "text", "Nói rõ nguyên nhân chậm, ít nhất ba từ."),
        ({"kind": "load", "text": "a\x00b c d"}, "text", "Nội dung có ký tự không đọc được. Xóa rồi gõ lại"),
        ({"kind": "load", "text": "ba từ " * 300}, "text", "Nội dung dài quá 1000 ký tự"),
    ):
        answer = officer.post(address, typed)
        assert answer.status_code == 400 and at_field(answer, field).startswith(sentence), typed
    events, version = Event.objects.count(), Dossier.objects.get().version
    for _ in range(2):
        assert officer.post(address, {"kind": "load", "text": WHY[1]}).status_code == 302
    shown = officer.get(page(dossier))
    assert WHY[1] in said(shown) and box not in said(shown)
    assert (Delay.objects.count(), Event.objects.count(), Dossier.objects.get().version) == (1, events, version)
    assert Access.objects.filter(dossier=dossier, what="Nguyên nhân chậm").exists()
    fresh = at_office(province)
    Dossier.objects.filter(pk=fresh.pk).update(due_at=at(NOW) + timedelta(days=1))
    answer = officer.post(page(fresh, "nguyen-nhan-cham"), {"kind": "load", "text": WHY[1]})
    assert answer.status_code == 409 and WHY[1] in text(answer)


def test_the_list_of_late_dossiers_says_why_and_its_numbers_lead_to_exactly_those(province, enter, today):  # noqa: F811
    dossiers = [at_office(province) for _ in range(5)]
    for dossier, kind in zip(dossiers, ["load", "load", "other", "load"], strict=False):
        explained(province, dossier, kind, "Chờ <i>đo đạc</i> lại thửa đất.")
    explained(province, dossiers[1], "rules", "Chờ bộ hướng dẫn chuyển tiếp.")
    leader = enter(province.leader)
    shown = leader.get("/giam-sat/qua-han")

    assert text(shown).count("Chờ &lt;i&gt;đo đạc&lt;/i&gt;") == 3
    expected = {MISSING: 1, "load": 2, "other": 1, "rules": 1, "": 5, "9": 5}
    for cause, n in expected.items():
        narrow = said(leader.get("/giam-sat/qua-han", {"cause": cause}))
        assert f"{n} hồ sơ quá hạn" in narrow, cause
    for label, n in (("Chưa ghi nguyên nhân", 1), ("Quá nhiều hồ sơ, thiếu người làm", 2), ("Nguyên nhân khác", 1)):
        assert f"{label} {n}" in said(shown)


def test_two_who_explain_at_once_are_both_heard(committed_province):
    p = committed_province
    dossier = at_office(p)
    together(lambda i: explained(p, dossier, ("load", "rules")[i % 2], by=(p.officer, p.leader)[i % 2]), n=4)
    assert set(Delay.objects.values_list("kind", "by")) == {("load", p.officer.pk), ("rules", p.leader.pk)}


@pytest.mark.xdist_group("seeded province")
def test_causes_of_the_province_counted_again(recount):
    now = timezone.now()
    late = Dossier.objects.overdue(now=now)
    mine = Counter(
        dict(
            recount(
                """SELECT coalesce((SELECT kind FROM dossiers_delay w WHERE w.dossier_id = d.id
                                    AND NOT EXISTS (SELECT 1 FROM dossiers_delay l WHERE l.dossier_id = d.id
                                                    AND (l.at, l.id) > (w.at, w.id))), 'chua'), count(*)
                   FROM dossiers_dossier d
                   WHERE closed_at IS NULL AND voided_at IS NULL AND due_at < %s GROUP BY 1""",
                [now],
            )
        )
    )
    found = causes(late)
    assert {cause.key: cause.n for cause in found.shares} == mine and not found.is_part
    assert {key: narrowed(late, key).count() for key in mine} == mine
    assert len(mine) > 4 and 0 < mine["chua"] < mine.total() / 2


@pytest.mark.xdist_group("seeded province")
def test_every_dossier_that_ended_late_has_its_cause_from_then_or_before(recount):
    bare = recount(
        """SELECT d.id FROM dossiers_dossier d WHERE status IN (3, 8, 9, 10) AND closed_at > due_at AND NOT EXISTS
           (SELECT 1 FROM dossiers_delay w WHERE w.dossier_id = d.id AND w.at <= d.closed_at)"""
    )
    assert bare == []
    said = "dossiers_delay w JOIN dossiers_dossier d ON d.id = dossier_id"
    assert recount(f"SELECT count(*) FROM {said} WHERE at <= due_at OR at > coalesce(closed_at, now())") == [(0,)]
