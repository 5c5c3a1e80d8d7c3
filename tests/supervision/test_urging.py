"""Urging many at once, answers, and the list of who was urged."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from agencies.models import Agency, Procedure
from dossiers import actions
from dossiers.actions import bulk
from dossiers.models import Access, Dossier, Job, JobState, Letter, Notice, Urge
from dossiers.reads.supervision import urges
from dossiers.reads.supervision.within import Choices, Narrowed
from tests.dossiers.test_races import together
from tests.dossiers.working import at, at_office, done, press, refused, results
from tests.letters.reading import text_of
from tests.moments import set_to
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import at_field, on_top, page, said, text

NOW, BEFORE = "2026-05-12 09:00", "2026-05-13 09:00"
ASKED = "Khẩn trương giải quyết, báo cáo nguyên nhân chậm."
SAID = "Đã trình ký, có kết quả ngày 14/05/2026."


@pytest.fixture
def today(settings, db):
    """Tuesday 12 May 2026 at nine, for pages and for the database; nobody is signed out."""
    settings.SESSION_COOKIE_AGE = settings.SESSION_IDLE = settings.SESSION_LONGEST = 10**9
    with set_to(at(NOW)) as clock:
        yield clock


def urged(p, dossier, when=NOW, reply_by=BEFORE, by=None) -> Urge:
    words = {"request": ASKED, "reply_by": at(reply_by)}
    return actions.urge(key=uuid4(), dossier_id=dossier.pk, by=by or p.leader, now=at(when), **words).urge


def answered(p, urge, by=None, when="2026-05-12 10:00", answer=SAID) -> Urge:
    return actions.answer_urge(
        dossier_id=urge.dossier_id, nth=urge.nth, by=by or p.officer, now=at(when), answer=answer
    )  # fmt: skip


def queued(p, dossiers, key=None, request=ASKED, by=None) -> Job:
    chosen = [(dossier.pk, dossier.version) for dossier in dossiers]
    return actions.queue_urging(
        by=by or p.leader, now=at(NOW), key=key or uuid4(), chosen=chosen, request=request, reply_by=at(BEFORE)
    )  # fmt: skip


def test_the_row_says_what_the_slip_says(province):
    dossier = at_office(province)
    first, second = urged(province, dossier), urged(province, dossier, reply_by="2026-05-14 09:00")
    assert [(one.nth, one.reply_by, one.agency) for one in (first, second)] == [
        (1, at(BEFORE), province.department), (2, at("2026-05-14 09:00"), province.department),
    ]  # fmt: skip
    assert second.nth == second.letter.facts["nth"] and second.letter.facts["asked"] == ASKED


def test_whoever_holds_it_or_decides_it_answers_once_and_it_is_as_late_as_before(province):
    at_counter = at_office(province, agency=province.commune, by=province.clerk_b)
    first, second = urged(province, at_counter), urged(province, at_counter)
    for why, by, words in (
        ("urge_own", province.leader, SAID),
        ("urge_answer_role", province.clerk_b, SAID),  # received it, and holds it no more
        ("urge_answer", province.officer, " \n"),
        ("urge_answer_long", province.officer, "x" * 2001),
    ):
        with refused(why):
            answered(province, first, by=by, answer=words)
    for stranger in (province.auditor, province.administrator):
        with pytest.raises(Dossier.DoesNotExist):
            answered(province, first, by=stranger)
    before = Dossier.objects.values().get()

    kept = answered(province, first)
    assert answered(province, first, when="2026-05-12 11:00").answered_at == kept.answered_at  # a double click
    for changed in ({"answer": "Khác"}, {"by": province.clerk}):
        with refused("urge_answered"):
            answered(province, first, **changed)

    assert (kept.answered_by, kept.answer, kept.answered_at) == (province.officer, SAID, at("2026-05-12 10:00"))
    assert Urge.objects.get(answered_at=None) == second
    assert Dossier.objects.values().get() == before and Dossier.objects.get().is_overdue(now=at(NOW))


def test_few_are_urged_at_once_each_with_its_own_slip_and_the_others_say_why(province, today):
    late = [at_office(province) for _ in range(3)]
    ended = press(at_office(province), actions.decline, province.officer, "2026-03-03 09:00",
                  reason_class="conditions", reason="Không đủ điều kiện.")  # fmt: skip
    key = uuid4()
    job = queued(province, [*late, ended], key=key)

    assert (job.state, job.done) == (JobState.DONE, 4)
    assert results(job) == [("done", "")] * 3 + [("refused", "Hồ sơ này không quá hạn nên không lập Phiếu đôn đốc.")]
    assert set(Urge.objects.values_list("dossier", "nth")) == {(dossier.pk, 1) for dossier in late}
    assert sorted(Letter.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert Notice.objects.filter(kind="urged").count() == 3
    assert queued(province, [*late, ended], key=key) == job and Urge.objects.count() == 3
    for changed in ({"request": "Khác"}, {"dossiers": late}):
        with refused("other_choice"):
            queued(province, **{"dossiers": [*late, ended], "key": key, **changed})
    for why, more in (("bulk_none", {"dossiers": []}), ("urge_many", {"dossiers": late * 167}),
                      ("urge_request", {"dossiers": late, "request": " "})):  # fmt: skip
        with refused(why):
            queued(province, **more)
    assert Job.objects.count() == 1


def test_a_leader_of_another_agency_urges_none_of_them(province, today):
    job = queued(province, [at_office(province)], by=province.leader_b)
    assert [state for state, _said in results(job)] == ["refused"] and not Urge.objects.exists()


def test_more_than_a_portion_is_urged_in_the_background(province, today, monkeypatch):
    monkeypatch.setattr(bulk, "PORTION", 2)
    job = queued(province, [at_office(province) for _ in range(3)])
    assert (job.state, job.total, Urge.objects.count()) == (JobState.WAITING, 3, 0)
    assert (done(job).state, Urge.objects.count(), results(job)) == (JobState.DONE, 3, [("done", "")] * 3)


def test_from_ticks_on_the_list_to_the_slips(province, enter, today):  # noqa: F811
    late = [at_office(province) for _ in range(3)]
    leader, auditor = enter(province.leader), enter(province.auditor)
    shown = text(leader.get("/giam-sat/qua-han"))
    ticks = re.findall(r'name="chon" value="([^"]+)"', shown)
    assert ticks == [f"{dossier.pk}.{dossier.version}" for dossier in late]
    assert 'name="chon"' not in text(auditor.get("/giam-sat/qua-han"))
    assert text(leader.get("/giam-sat/qua-han?chon=het")).count(" checked") == 3

    asked = leader.post("/giam-sat/don-doc/nhieu", {"chon": [*ticks[:2], "junk", "99999999.1"]})
    assert "Đôn đốc 2 hồ sơ" in said(asked) and "Nguyễn Thị Đoan" not in text(asked)
    whole = leader.post("/giam-sat/don-doc/nhieu", {"tat-ca": "1", "theo": "cause=chua"})
    assert "Đôn đốc 3 hồ sơ" in said(whole)
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', text(asked))[1]
              for name in ("chon", "key", "reply_hour", "reply_day")}  # fmt: skip
    wrong = leader.post("/giam-sat/don-doc/nhieu", {**fields, "request": "Làm ngay", "reply_day": "1/1/2020", "lam": 1})
    assert (wrong.status_code, at_field(wrong, "reply_hour")) == (400, "Hạn phản hồi phải sau thời điểm hiện tại.")
    assert "Làm ngay" in text(wrong) and "Lập 2 phiếu" in text(wrong)
    answers = [leader.post("/giam-sat/don-doc/nhieu", {**fields, "request": ASKED, "lam": 1}) for _ in range(2)]

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"/can-bo/viec/{Job.objects.get().pk}")}
    assert "2 hồ sơ đã xong, 0 hồ sơ không thực hiện" in said(leader.get(answers[0].url))
    assert set(Urge.objects.values_list("dossier", flat=True)) == {late[0].pk, late[1].pk}
    assert "Đôn đốc giải quyết hồ sơ: 2 hồ sơ" in said(leader.get("/can-bo/nhieu-ho-so"))
    other = leader.post("/giam-sat/don-doc/nhieu", {**fields, "request": "Khác", "lam": 1})
    assert other.status_code == 400 and "đã được gửi với nội dung khác" in on_top(other)
    for nothing in ({}, {"chon": "junk"}, {"tat-ca": "1", "theo": "agency=999999"}):
        assert leader.post("/giam-sat/don-doc/nhieu", nothing).status_code == 400
    gone = leader.post("/giam-sat/don-doc/nhieu", {"chon": "99999999.1"})
    assert gone.status_code == 400 and "Không đôn đốc được hồ sơ nào đã chọn." in said(gone)


def test_it_is_answered_on_the_dossier_and_read_on_the_list(province, enter, today):  # noqa: F811
    dossier = at_office(province)
    urge = urged(province, dossier)
    officer, leader, auditor = (enter(who) for who in (province.officer, province.leader, province.auditor))
    address = page(dossier, "don-doc/1/tra-loi")
    head = "Đôn đốc lần 1, trả lời trước 09:00 13/05/2026"
    assert f"{head} Chờ trả lời" in said(officer.get(page(dossier)))
    assert f'href="{address}"' in text(officer.get(page(dossier)))
    for reader in (leader, auditor):
        assert head in said(reader.get(page(dossier))) and "Trả lời đôn đốc" not in said(reader.get(page(dossier)))
    for reader in (leader, auditor):
        assert ASKED in said(reader.get(address)) and "<textarea" not in text(reader.get(address))
    assert (leader.post(address, {"answer": SAID}).status_code, auditor.post(address).status_code) == (409, 403)
    assert officer.get(page(dossier, "don-doc/2/tra-loi")).status_code == 404
    assert ASKED in said(officer.get(address))

    asks = "Lãnh đạo đôn đốc, chờ trả lời"
    assert asks in said(officer.get("/can-bo/")) and f'href="{address}"' in text(officer.get("/can-bo/"))
    assert asks not in said(enter(province.clerk_b).get("/can-bo/"))
    assert f'href="{page(dossier, "don-doc")}">Đôn đốc lần nữa</a>' in text(leader.get(page(dossier)))
    assert f'href="{page(dossier, "don-doc")}"' not in text(auditor.get(page(dossier)))

    today.to(at("2026-05-13 09:01"))
    late = text(officer.get(page(dossier)))
    assert f"{head.split(',')[0]}" in late and '<span class="tag tag--bad">Quá giờ trả lời</span>' in late
    assert f'href="{page(dossier, "don-doc")}">Đôn đốc lần 2</a>' in text(leader.get("/giam-sat/don-doc"))
    assert page(dossier, "don-doc") not in text(auditor.get("/giam-sat/don-doc"))
    for typed, sentence in (("", "Ghi nội dung trả lời."), ("x" * 2001, "Nội dung dài quá 2000 ký tự")):
        answer = officer.post(address, {"answer": typed})
        assert answer.status_code == 400 and at_field(answer, "answer").startswith(sentence)
    for _ in range(2):
        assert officer.post(address, {"answer": "Đã <b>trình</b> ký."}).status_code == 302
    other = enter(province.clerk).post(address, {"answer": "Ý kiến khác."})
    assert other.status_code == 409 and "Ý kiến khác." in text(other)

    assert asks not in said(officer.get("/can-bo/"))
    for reader in (leader, auditor):
        listed = text(reader.get("/giam-sat/don-doc?loc=da-tra-loi"))
        assert "Đã &lt;b&gt;trình&lt;/b&gt; ký." in listed and "Đã trả lời, muộn hơn hẹn" in listed
        assert f"/can-bo/giay/{urge.pk}" in listed
    assert "Đã &lt;b&gt;trình&lt;/b&gt; ký." in text(leader.get(page(dossier)))
    assert "Đôn đốc lần 1: Đã trả lời, muộn hơn hẹn" in said(leader.get("/giam-sat/qua-han"))
    assert Access.objects.filter(what="Trả lời đôn đốc", dossier=dossier).exists()
    assert "(Lần thứ 2)" in text_of(
        urged(province, dossier, when="2026-05-13 10:00", reply_by="2026-05-14 09:00").letter
    )


def test_the_pages_say_no_name_and_no_number_of_the_applicant(province, enter, today, capsys):  # noqa: F811
    dossier = at_office(province)
    urged(province, dossier)
    shown = text(enter(province.leader).get("/giam-sat/don-doc?loc=cho-tra-loi"))
    assert "Nguyễn Thị Đoan" not in shown and "087190001234" not in shown
    enter(province.officer).post(page(dossier, "don-doc/1/tra-loi"), {"answer": "Bà Đoan đã nhận."})
    enter(province.officer).post(page(dossier, "nguyen-nhan-cham"), {"kind": "other", "text": "Bà Đoan đã nhận rồi."})
    logged = capsys.readouterr()
    assert "Đoan" not in logged.out + logged.err


def test_only_one_of_several_answers_is_kept(committed_province):
    p = committed_province
    urge = urged(p, at_office(p))
    said_back = together(lambda i: answered(p, urge, answer=f"Trả lời {i}"), n=4)
    assert sum(isinstance(one, actions.Refused) for one in said_back) == 3
    assert Urge.objects.get().answer in {f"Trả lời {i}" for i in range(4)}


def test_two_choices_that_overlap_are_each_done_whole(committed_province, monkeypatch):
    monkeypatch.setattr(bulk, "database_now", lambda: at(NOW))
    p = committed_province
    late = [at_office(p) for _ in range(4)]
    jobs = together(lambda i: queued(p, late if i else late[::-1], by=p.leader), n=2)
    assert [results(job) for job in jobs] == [[("done", "")] * 4] * 2
    assert Urge.objects.count() == 8 and set(Urge.objects.values_list("nth", flat=True)) == {1, 2}


@pytest.mark.xdist_group("seeded province")
def test_piles_of_the_province_counted_again(recount):
    now = timezone.now()
    leader = recount("""SELECT user_id, agency_id FROM agencies_membership WHERE role = 'supervisor' LIMIT 1""")[0]
    Urge.objects.bulk_create(_urges(now, *leader))
    mine = recount(
        """SELECT CASE WHEN answered_at IS NOT NULL THEN 'da-tra-loi'
                       WHEN closed_at IS NOT NULL OR voided_at IS NOT NULL THEN 'khong-tra-loi'
                       WHEN reply_by < %s THEN 'qua-gio' ELSE 'cho-tra-loi' END, deciding_agency_id, u.letter_id
           FROM dossiers_urge u JOIN dossiers_dossier d ON d.id = u.dossier_id""",
        [now],
    )
    agencies = list(Agency.objects.filter(on_province_clock=True).values_list("pk", "name", "parent"))
    choices = Choices([row[:2] for row in agencies], list(Procedure.objects.values_list("pk", "name")), True,
                      {pk: parent for pk, _name, parent in agencies})  # fmt: skip
    whole = Narrowed(choices)
    found = {pile: urges.urges(by=whole, pile=pile, cursor="", now=now) for pile in urges.Pile}
    for pile, of_it in found.items():
        numbers = sorted(row[2] for row in mine if row[0] == pile)
        assert of_it.counts[pile] == len(numbers) > 3
        assert sorted(urges.piles(whole, now)[pile].values_list("pk", flat=True)) == numbers
        for share in of_it.groups.agencies[:3]:
            one = urges.urges(by=Narrowed(choices, agency=share.id, is_alone=True), pile=pile, cursor="", now=now)
            own = [row for row in mine if row[:2] == (pile, share.id)]
            assert share.n == one.counts[pile] == len(own) == sum(unit.n for unit in one.groups.units)
        assert sum(share.n for share in of_it.groups.agencies) == len(numbers)


def _urges(now, user_id: int, agency_id: int) -> list[Urge]:
    """One about each of sixty late dossiers, open and ended, answered or not, before their hour and after it."""
    dossiers = [
        *Dossier.objects.overdue(now=now)[:30],
        *Dossier.objects.filter(status=10)[:30],
    ]
    letters = Letter.objects.bulk_create(
        Letter(
            kind="urge", subject=f"thử:{n}", agency_id=agency_id, year=1999, number=n, dossier=dossier, basis="",
            facts={"nth": 1, "asked": ASKED}, pdf=b"", made_at=now, made_by_id=user_id,
        )
        for n, dossier in enumerate(dossiers, start=1)
    )  # fmt: skip
    said_back = {"answered_at": now, "answered_by_id": user_id, "answer": SAID}
    return [
        Urge(
            letter=letter, dossier=letter.dossier, nth=1, at=now, by_id=user_id, agency_id=agency_id,
            reply_by=now + timedelta(hours=(-1) ** n), **(said_back if n % 3 == 0 else {}),
        )
        for n, letter in enumerate(letters)
    ]  # fmt: skip
