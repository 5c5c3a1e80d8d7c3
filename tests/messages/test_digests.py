"""The morning's letter: to whom, of what, once, and only on a working morning."""

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Absence, Account, Membership, Procedure, Role, Unit, UnitKind
from dossiers import actions
from dossiers.actions.delivering import deliver
from dossiers.models import Heartbeat, Message, MessageChannel, MessageState, Occasion
from dossiers.reads import scope
from dossiers.reads.digests.lists import FIRST
from dossiers.reads.worklist import Pile
from portal.celery import app
from tests.dossiers.working import at, at_office, press, taken_in
from tests.staff.lists import in_list

# Received on Monday 2 March 2026 with twenty working days: due on Monday 30 March, 17:00.
DUE_DAY, LATE_DAY = "2026-03-30", "2026-04-02"
MORNING = "2026-03-30 07:15"


def queued(post, when: str) -> int:
    post(when)
    return actions.queue_digests(now=at(when))


def letter_to(user) -> Message | None:
    return Message.objects.filter(user=user, occasion=Occasion.DIGEST).order_by("-created_at").first()


def reread(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_everybody_reads_what_their_own_lists_hold(province, post):
    dossier = at_office(province)

    assert queued(post, MORNING) == 3  # the officer; who leads the agency; who audits the province

    told = letter_to(province.officer)
    assert (told.channel, told.state, told.dossier, told.agency) == (
        MessageChannel.EMAIL, MessageState.PENDING, None, province.department,
    )  # fmt: skip
    assert told.dedup_key == f"digest:{province.officer.pk}:2026-03-30"
    assert told.facts == {"day": "2026-03-30"}
    assert told.subject == "Việc đầu ngày, thứ Hai 30/03/2026"
    line = f"1. {dossier.official_code} – Cấp giấy phép xây dựng – trước 17:00 hôm nay"
    assert f"Đến hạn hôm nay: 1 hồ sơ\n{line}\n" in told.text
    assert "https://motcua.dongthap.gov.vn/can-bo/?loc=hom-nay&sort=ngay-hen" in told.text
    assert told.text.endswith("https://motcua.dongthap.gov.vn/can-bo/tai-khoan\n")
    assert letter_to(province.clerk) is None  # it is not on their desk


def test_what_is_late_is_told_with_its_days(province, post):
    dossier = at_office(province)
    queued(post, f"{LATE_DAY} 07:20")
    told = letter_to(province.officer)
    assert told.subject == "Việc đầu ngày, thứ Năm 02/04/2026: 1 hồ sơ quá hạn"
    assert f"1. {dossier.official_code} – Cấp giấy phép xây dựng – quá hạn 3 ngày làm việc" in told.text
    assert "hôm nay:" not in told.text


def test_who_leads_reads_their_agencies_and_the_most_late_of_each(province, post):
    first = at_office(province)
    at_office(province)
    queued(post, f"{LATE_DAY} 07:15")
    figures = (
        "Theo cơ quan\n- Sở Xây dựng: quá hạn 2\n"
        f"  Chậm nhất: {first.official_code} – Cấp giấy phép xây dựng – quá hạn 3 ngày làm việc\n"
        "Xem danh sách: https://motcua.dongthap.gov.vn/giam-sat/qua-han\n"
    )
    assert figures in letter_to(province.leader).text
    audited = letter_to(province.auditor).text
    assert figures in audited
    assert "/can-bo/?" not in audited  # an auditor has no desk
    assert letter_to(province.leader_b) is None


def test_what_is_offered_waits_for_those_who_may_take_it(province, post):
    dossier = taken_in(province, "2026-03-30 07:05")
    office = Unit.objects.get(agency=province.department, kind=UnitKind.OFFICE)
    press(dossier, actions.pass_on, province.clerk, "2026-03-30 07:06", to=office)
    queued(post, MORNING)
    line = f"Chờ nhận bàn giao: 1 hồ sơ\n1. {dossier.official_code} – Cấp giấy phép xây dựng – hẹn trả 17:00 28/04/2026"
    assert line in letter_to(province.officer).text
    assert "- Sở Xây dựng: chờ nhận bàn giao 1\n" in letter_to(province.auditor).text
    assert letter_to(province.clerk) is None


def test_ten_of_a_long_list_stand_in_the_letter_as_on_the_page(province, post):
    made = [at_office(province) for _ in range(FIRST + 2)]
    queued(post, MORNING)
    told = letter_to(province.officer).text
    assert f"Đến hạn hôm nay: {len(made)} hồ sơ" in told
    assert [f". {d.official_code} – " in told for d in in_list(province.officer, Pile.DUE_TODAY, MORNING)] == (
        [True] * FIRST + [False] * 2
    )
    assert "Và 2 hồ sơ khác." in told


def test_nothing_personal_and_no_sensitive_name_leaves_by_mail(province, post):
    canary = actions.Applicant(
        name="Canarinho Đỗ", identity="087199988877", phone="0988777666", address="Ấp Canary", email="canary@vi.du"
    )
    Procedure.objects.filter(pk=province.building.procedure_id).update(is_sensitive=True)
    dossier = at_office(province, applicant=canary)
    queued(post, MORNING)
    for told in Message.objects.all():
        for secret in (*canary.__dict__.values(), dossier.receipt_code, "Cấp giấy phép xây dựng"):
            assert not secret or secret not in f"{told.subject} {told.text} {told.facts} {told.dedup_key}"
    assert "Hoạt động xây dựng" in letter_to(province.officer).text


def test_who_gets_no_letter(province, post):
    at_office(province)
    day = at(MORNING).date()
    away, officer = {"since": day, "until": day, "noted_by": province.leader}, {"user": province.officer}
    colleague = User.objects.create(username="thay", email="thay@dongthap.gov.vn")
    office = Unit.objects.get(agency=province.department, kind=UnitKind.OFFICE)
    Membership.objects.create(user=colleague, agency=province.department, unit=office, role=Role.OFFICER)
    reasons = {
        "no address": lambda: User.objects.filter(pk=province.officer.pk).update(email=""),
        "closed": lambda: User.objects.filter(pk=province.officer.pk).update(is_active=False),
        "ended": lambda: Account.objects.filter(**officer).update(valid_to="2026-03-29"),
        "not begun": lambda: Account.objects.filter(**officer).update(valid_from="2026-03-31"),
        "no part": lambda: Account.objects.filter(**officer).update(digest=[]),
        "other parts": lambda: Account.objects.filter(**officer).update(digest=["overdue", "offered"]),
        "nonsense": lambda: Account.objects.filter(**officer).update(digest={"today": 1}),
        "away": lambda: Absence.objects.create(**officer, stand_in=colleague, **away),
        "no role": lambda: Membership.objects.filter(**officer).update(role=Role.ADMINISTRATOR),
    }
    for why, change in reasons.items():
        kept = User.objects.filter(pk=province.officer.pk).values("email", "is_active").get()
        change()
        queued(post, MORNING)
        assert letter_to(province.officer) is None, why
        assert letter_to(colleague) is not None, why  # who has no account yet counts, and wants every part
        User.objects.filter(pk=province.officer.pk).update(**kept)
        Account.objects.filter(**officer).update(valid_from=None, valid_to=None, digest=["today"])
        Absence.objects.all().delete()
        Membership.objects.filter(**officer).update(role=Role.OFFICER)
        Message.objects.all().delete()
        Heartbeat.objects.update(finished_at=None)
    assert queued(post, MORNING) == 4  # nothing is left of any reason


def test_a_stand_in_reads_the_absent_ones_work_too(province, post):
    dossier = at_office(province)
    press(dossier, actions.assign, province.leader, "2026-03-02 09:10", to=province.officer)
    counter = Membership.objects.get(user=province.clerk)
    day = at(MORNING).date()
    Absence.objects.create(
        user=province.officer, stand_in=province.clerk, since=day, until=day, noted_by=province.leader
    )
    queued(post, MORNING)
    told = letter_to(province.clerk)
    assert counter.unit.kind == UnitKind.COUNTER
    assert dossier.official_code in told.text
    assert "Gồm cả việc Ông/Bà đang làm thay người vắng mặt." in told.text


def test_once_a_morning_whoever_runs_it_and_however_often(province, post):
    at_office(province)
    assert queued(post, MORNING) == 3
    with CaptureQueriesContext(connection) as seen:
        assert queued(post, "2026-03-30 07:20") == 0
    assert len(seen) == 2  # the clock of the test, and whether it is done
    Heartbeat.objects.update(finished_at=None)  # another worker that did not see the end of the first
    assert queued(post, "2026-03-30 07:20") == 0
    assert Message.objects.count() == 3


def test_a_desk_that_breaks_costs_nobody_else_their_letter(province, post, monkeypatch, caplog):
    at_office(province)
    parts_of = actions.digests.parts_of

    def broken(desk, *more):
        if desk.reader.has(Role.OFFICER):
            raise RuntimeError(province.officer.email)
        return parts_of(desk, *more)

    monkeypatch.setattr(actions.digests, "parts_of", broken)

    assert queued(post, MORNING) == 2
    assert letter_to(province.officer) is None and letter_to(province.leader) is not None
    assert f"digest:{province.officer.pk}:2026-03-30" in caplog.text and "@" not in caplog.text
    assert Heartbeat.objects.get(name="digest").finished_at is not None


def test_two_workers_at_once_queue_each_letter_once(province, post, monkeypatch):
    """The second has asked who has none yet before the first is through."""
    at_office(province)
    asked = actions.digests.recipients

    def meanwhile(**what):
        found = asked(**what)
        monkeypatch.setattr(actions.digests, "recipients", asked)
        actions.queue_digests(now=at(MORNING))
        return found

    monkeypatch.setattr(actions.digests, "recipients", meanwhile)
    queued(post, MORNING)
    assert Message.objects.count() == 3


def test_only_on_working_mornings(province, post):
    at_office(province)
    too_early_or_missed = ["2026-03-30 07:14", "2026-03-30 12:00", "2026-03-30 23:00"]
    assert [when for when in too_early_or_missed if queued(post, when)] == []
    assert queued(post, "2026-03-30 11:55") == 3  # the alarm clock was down until then
    assert queued(post, "2026-03-31 07:15") == 3  # the next morning has its own letters, and only those
    assert Message.objects.filter(facts__day="2026-03-30").count() == 3
    days_off = ["2026-04-04 07:15", "2026-04-05 09:00", "2026-04-27 07:15"]  # the weekend; the tenth of the third moon
    assert [when for when in days_off if queued(post, when)] == []


def test_a_letter_goes_out_on_its_own_day_as_it_was_queued_or_never(province, post):
    at_office(province)
    queued(post, MORNING)
    officers, leaders = letter_to(province.officer), letter_to(province.leader)
    Message.objects.exclude(pk=officers.pk).update(next_at=at("2026-03-31 00:00"))  # its gateway was down all day

    assert deliver("email") == 1
    post("2026-03-31 00:00")
    assert deliver("email") == 0

    kept = [(m.state, m.template, m.subject, m.text, m.error) for m in map(reread, (officers, leaders))]
    assert kept == [
        (MessageState.SENT, 0, officers.subject, officers.text, ""),
        (MessageState.DROPPED, 0, leaders.subject, leaders.text, "Thư đầu ngày không gửi sang ngày sau."),
    ]
    assert reread(officers).recipient == "c***@dongthap.gov.vn"


def test_who_is_gone_before_it_goes_out_gets_no_letter(province, post):
    at_office(province)
    officers = User.objects.filter(pk=province.officer.pk)
    for gone, words in (
        (lambda: officers.update(email=""), "không còn địa chỉ"),
        (lambda: officers.update(is_active=False), "đã đóng"),
        (lambda: Account.objects.filter(user=province.officer).update(valid_to="2026-03-29"), "hết hạn"),
    ):
        officers.update(email="a@dongthap.gov.vn", is_active=True)
        queued(post, MORNING)
        message = letter_to(province.officer)
        gone()

        deliver("email")

        message = reread(message)
        assert message.state == MessageState.DROPPED and words in message.error
        Message.objects.all().delete()
        Heartbeat.objects.update(finished_at=None)


def test_without_a_way_for_mail_nothing_is_queued(province, post, settings):
    settings.MESSAGE_WAYS = {"sms": "console"}
    at_office(province)
    assert queued(post, MORNING) == 0
    assert not Heartbeat.objects.filter(name="digest").exists()


def test_fifty_colleagues_cost_the_questions_of_one(province, post, monkeypatch):
    at_office(province)

    def questions() -> int:
        Message.objects.all().delete()
        Heartbeat.objects.update(finished_at=None)
        post(MORNING)
        with CaptureQueriesContext(connection) as seen:
            actions.queue_digests(now=at(MORNING))
        return len(seen)

    questions()  # the first also reads the calendar
    few = questions()
    office = Membership.objects.get(user=province.officer)
    people = User.objects.bulk_create(User(username=f"cv{n}", email=f"cv{n}@dongthap.gov.vn") for n in range(50))
    Membership.objects.bulk_create(
        Membership(user=user, agency=office.agency, unit=office.unit, role=office.role) for user in people
    )
    assert questions() == few
    assert Message.objects.count() == 53
    assert len({told.text for told in Message.objects.filter(user__in=people)}) == 1

    monkeypatch.setattr(actions.digests, "BATCH", 10)  # nobody falls between two batches
    questions()
    assert Message.objects.count() == 53


def test_the_alarm_clock_rings_all_morning():
    (entry,) = [e for e in app.conf.beat_schedule.values() if e["task"] == "dossiers.tasks.queue_digests"]
    assert entry["schedule"].hour == set(range(7, 12))
    assert 15 in entry["schedule"].minute
    assert reverse("dossiers:account") == "/can-bo/tai-khoan"
    assert scope.READERS[-1] == Role.AUDITOR
