"""Letters of many dossiers in one go: each made once, in portions, then one file for whoever asked."""

import uuid
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from pypdf import PdfReader

from dossiers import actions, tasks
from dossiers.actions import printing
from dossiers.models import Access, Job, JobFile, JobItem, JobState, Letter, LetterCounter, LetterKind
from dossiers.typesetting import press as the_press
from dossiers.typesetting import typeset
from tests.dossiers.working import at_office, done, press, received, refused, results
from tests.letters.test_letters import printed
from tests.province import Role, UnitKind, _person, receive


def chosen(dossiers) -> list[tuple[int, int]]:
    return [(dossier.pk, dossier.version) for dossier in dossiers]


def queued(p, dossiers, kind=LetterKind.RECEIPT, by=None, key=None) -> Job:
    key = key or uuid.uuid4()
    return actions.queue_chosen(by=by or p.clerk, now=timezone.now(), key=key, kind=kind, chosen=chosen(dossiers))


def of_period(p, kind=LetterKind.RECEIPT, by=None, agency=None, days=0, **more) -> Job:
    today = timezone.localdate()
    asked = {"since": today - timedelta(days=days), "until": today, "key": uuid.uuid4(), **more}
    agency = agency or p.department
    return actions.queue_period(by=by or p.clerk, now=timezone.now(), kind=kind, agency_id=agency.pk, **asked)


def pages(job: Job) -> list[str]:
    reader = PdfReader(BytesIO(bytes(JobFile.objects.get(job=job).content)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


# ── The job ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_file_holds_every_letter_in_order_and_the_letters_stay(province, monkeypatch):
    monkeypatch.setattr(printing, "PORTION", 2)
    dossiers = received(province, 3)
    first = printed(province, dossiers[1])  # by hand, before

    job = done(queued(province, dossiers))

    assert (job.state, job.done, job.result["refused"]) == (JobState.DONE, 3, 0)
    assert Letter.objects.filter(dossier__in=dossiers).count() == 3
    assert Letter.objects.get(dossier=dossiers[1]) == first
    assert LetterCounter.objects.get().n == 3
    shown = pages(job)
    assert len(shown) == 3
    for dossier, page in zip(dossiers, shown, strict=True):
        assert str(dossier) in page
        assert f"Số: {Letter.objects.get(dossier=dossier).number:02d}/BPTNTKQ" in page
    content = bytes(JobFile.objects.get(job=job).content)
    assert b"pdfaid:part>2<" in content
    assert b"pdfaid:conformance>B<" in content
    assert Access.objects.filter(kind="printed", user=province.clerk, dossier__in=dossiers).count() == 3


def test_very_many_are_set_by_a_process_of_its_own_to_the_same_bytes(province, monkeypatch):
    letters, now = [printed(province, dossier).facts for dossier in received(province, 2)], timezone.now()
    here = typeset(letters, now)
    monkeypatch.setattr(the_press, "_LONG", 0)
    monkeypatch.setattr(the_press, "typeset_here", None)

    assert typeset(letters, now) == here


def test_what_cannot_be_printed_is_named_with_its_reason_and_holds_nothing_up(province, monkeypatch):
    good, bad, broken, foreign = *received(province, 3), receive(province, province.birth)
    actions.void(dossier_id=bad.pk, by=province.clerk, now=timezone.now(), version=bad.version, reason_class="trial",
                 reason="Nhập thử")  # fmt: skip
    whole = printing.print_letter

    def breaking(*, dossier_id, **more):
        if dossier_id == broken.pk:
            raise RuntimeError("no ink")
        return whole(dossier_id=dossier_id, **more)

    monkeypatch.setattr(printing, "print_letter", breaking)
    job = done(queued(province, [good, bad, broken, foreign]))

    assert [state for state, _said in results(job)] == ["done", "refused", "refused"]  # another agency's has no line
    assert results(job)[1][1] == "Hồ sơ này không có Giấy tiếp nhận để in."
    assert "Hệ thống gặp lỗi khi in" in results(job)[2][1]
    assert len(pages(job)) == 1
    assert not Access.objects.filter(kind="printed", dossier__in=[bad, broken, foreign]).exists()


def test_a_job_of_which_nothing_can_be_printed_ends_without_a_file(province):
    job = done(queued(province, received(province, 2), LetterKind.RESULT))

    assert (job.state, job.result["refused"]) == (JobState.DONE, 2)
    assert not JobFile.objects.exists()


def test_whoever_has_left_since_prints_nothing(province):
    job = queued(province, received(province, 1))
    province.clerk.is_active = False
    province.clerk.save()

    assert results(done(job)) == [("refused", "Tài khoản của người giao việc không còn hiệu lực.")]


def test_passing_slips_of_a_day_are_one_for_each_pair_of_units(province):
    dossiers = received(province, 3)
    for dossier in dossiers[:2]:
        actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), version=dossier.version)

    job = done(queued(province, dossiers, LetterKind.PASSING))

    assert [state for state, _said in results(job)] == ["done", "done", "refused"]
    assert Letter.objects.get().kind == LetterKind.PASSING
    assert all(str(dossier) in pages(job)[0] for dossier in dossiers[:2])


def test_the_same_press_twice_is_one_job_and_another_content_is_refused(province):
    dossiers, key = received(province, 2), uuid.uuid4()
    first = queued(province, dossiers, key=key)

    assert queued(province, dossiers, key=key) == first
    assert JobItem.objects.count() == 2
    with refused("other_choice"):
        queued(province, dossiers[:1], key=key)


def test_files_go_after_a_week_and_letters_stay(province):
    kept, gone = (done(queued(province, received(province, 1))) for _ in range(2))
    Job.objects.filter(pk=kept.pk).update(finished_at=timezone.now() - timedelta(days=6, hours=23))
    Job.objects.filter(pk=gone.pk).update(finished_at=timezone.now() - timedelta(days=7, minutes=1))

    assert tasks.purge_printed() == 1

    assert list(JobFile.objects.values_list("job", flat=True)) == [kept.pk]
    assert Letter.objects.count() == 2


# ── A period ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_period_has_the_dossiers_whose_letter_came_about_in_it(province):
    here, done_with = received(province, 2)
    old = receive(province, province.post, received_at=timezone.now() - timedelta(days=2), reason="Bưu tá giao chậm")
    receive(province, province.birth)  # of another agency
    actions.withdraw(dossier_id=done_with.pk, by=province.clerk, now=timezone.now(), version=done_with.version,
                     reason_class="no_need", reason="Đổi ý")  # fmt: skip

    def printed_of(kind, **asked):
        return {item.dossier_id for item in of_period(province, kind, **asked).items.all()}

    assert printed_of(LetterKind.RECEIPT) == {here.pk, done_with.pk}
    assert printed_of(LetterKind.CONTROL, days=2) == {here.pk, old.pk, done_with.pk}
    assert printed_of(LetterKind.STOPPING) == {done_with.pk}
    for kind in (LetterKind.SUPPLEMENT, LetterKind.REFUSAL, LetterKind.APOLOGY, LetterKind.RESULT, LetterKind.PASSING):
        with refused("print_none"):
            of_period(province, kind)


def of_days(p, kind, since, until, **more) -> list[dict]:
    """What the letters of a period say."""
    days = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    job = done(of_period(p, kind, **days, **more))
    found = Letter.objects.in_bulk(job.result["letters"])
    return [found[pk].facts for pk in job.result["letters"]]


def test_a_period_has_its_own_hand_overs_and_not_those_that_came_later(province):
    p = province
    dossier = at_office(p)  # handed on by the counter on the 2nd
    press(dossier, actions.complete_step, p.officer, "2026-03-03 09:00")
    press(dossier, actions.return_step, p.leader, "2026-03-03 10:00", reason="Thiếu chữ ký")
    press(dossier, actions.complete_step, p.officer, "2026-03-03 11:00")

    (first,) = of_days(p, LetterKind.PASSING, "2026-03-02", "2026-03-02")
    assert first["given"] == "09 giờ 05 phút, ngày 02 tháng 3 năm 2026"
    later = of_days(p, LetterKind.PASSING, "2026-03-03", "2026-03-03")
    assert {(slip["given"][:6], len(slip["rows"])) for slip in later} == {("10 giờ", 1), ("11 giờ", 1)}
    assert len(of_days(p, LetterKind.PASSING, "2026-03-02", "2026-03-03")) == 3


def test_a_period_leaves_out_what_another_agency_handed_over(province):
    p = province
    dossier = at_office(p, p.birth, by=p.clerk_b)
    press(dossier, actions.redirect, p.leader_b, "2026-03-02 09:30", to=p.other, reason="Nơi cư trú ở Cao Lãnh")
    officer = _person("chuyenvien3", "Lý Văn Hai", p.other, Role.OFFICER, UnitKind.OFFICE)
    press(dossier, actions.complete_step, officer, "2026-03-02 10:00")

    slips = of_days(p, LetterKind.PASSING, "2026-03-02", "2026-03-02", by=p.clerk_b, agency=p.commune)

    assert [slip["given"][:15] for slip in slips] == ["09 giờ 05 phút,", "09 giờ 30 phút,"]


def test_a_period_has_the_rounds_that_were_asked_for_in_it(province):
    p, asked = province, {"reason": "Thiếu bản vẽ.", "papers": ["Bản vẽ"], "answer_by": date(2026, 3, 20)}
    dossier = press(at_office(p), actions.request_supplement, p.officer, "2026-03-03 09:00", **asked)
    press(dossier, actions.receive_supplement, p.clerk, "2026-03-05 09:00")
    press(dossier, actions.permit_supplement, p.leader, "2026-03-05 09:05", reason="Sót một bản vẽ.")
    press(dossier, actions.request_supplement, p.officer, "2026-03-06 09:10", **asked)

    def rounds(since, until):
        return [facts["round"] for facts in of_days(p, LetterKind.SUPPLEMENT, since, until)]

    assert rounds("2026-03-03", "2026-03-03") == [1]
    assert rounds("2026-03-06", "2026-03-06") == [2]
    assert rounds("2026-03-03", "2026-03-06") == [1, 2]


def test_periods_that_mean_nothing_are_refused(province, monkeypatch):
    received(province, 3)
    today = timezone.localdate()
    with refused("print_order"):
        of_period(province, since=today, until=today - timedelta(days=1))
    with refused("print_future"):
        of_period(province, until=today + timedelta(days=1))
    with refused("print_long"):
        of_period(province, days=366)
    assert of_period(province, days=365).total == 3
    with refused("print_agency"):
        of_period(province, agency=province.commune)
    monkeypatch.setattr(printing, "MOST", 2)
    with refused("print_many"):
        of_period(province)
    monkeypatch.setattr(printing, "MOST_LINES", 2)
    with refused("register_many"):
        of_period(province, LetterKind.REGISTER)


def test_a_register_of_a_period_is_one_letter(province):
    dossiers = received(province, 3)

    job = done(of_period(province, LetterKind.REGISTER))

    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert all(str(dossier) in pages(job)[0] for dossier in dossiers)
    assert bytes(JobFile.objects.get(job=job).content) == bytes(Letter.objects.get().pdf)  # not set twice
    assert Access.objects.filter(kind="printed", dossier__in=dossiers).count() == 3
