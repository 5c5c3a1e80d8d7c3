"""How long procedures really took: counted every night, told from enough cases on."""

from collections import Counter
from datetime import date, timedelta

from django.utils import timezone

from agencies.models import Procedure, ProcedureRules, UsualTime
from dossiers import actions
from dossiers.actions.procedure_times import count_procedure_times, nearest_rank
from dossiers.models import Counted, Dossier, ProcedureTime
from dossiers.reads.published.hiding import Member, grouped
from dossiers.workflow import Status
from tests.citizens.test_procedures import text_of, today
from tests.dossiers.working import taken_in
from tests.province import receive


def lately(rules, cases: int, late: int = 0) -> None:
    ProcedureTime.objects.update_or_create(
        procedure=rules.procedure, defaults={"cases": cases, "p50": 12, "p90": 25, "late": late, "through": today()}
    )


def test_real_durations_are_told_once_there_are_enough(client, province):
    UsualTime.objects.create(procedure=province.building.procedure, step="Thẩm định", minutes=960, p90=2400, cases=20)
    UsualTime.objects.create(procedure=province.building.procedure, step="Chuyển hồ sơ", minutes=70, p90=90, cases=19)
    lately(province.building, 20, late=3)
    text = text_of(client.get("/thu-tuc/1.013236"))
    assert "Một nửa số hồ sơ: 12 ngày làm việc. Chín phần mười: 25 ngày làm việc." in text
    assert "Thường xong trong 2 ngày làm việc; cứ 10 hồ sơ thì 9 hồ sơ xong trong 5 ngày làm việc." in text
    assert text.count("Thường xong") == 1  # nineteen cases say nothing
    lately(province.birth, 20, late=3)
    text = text_of(client.get("/thu-tuc/1.001193"))
    assert "20 hồ sơ đã có kết quả" in text
    assert "Chậm so với ngày hẹn đầu tiên: 3 hồ sơ." in text
    lately(province.building, 19)
    assert "Chưa đủ số liệu: cần ít nhất 20 hồ sơ" in text_of(client.get("/thu-tuc/1.013236"))


def test_what_is_published_only_added_up_is_not_counted_here_either(client, province):
    partners = grouped(_listed()).procedures[province.sensitive.procedure_id]
    assert len(partners) > 1
    for member in partners:
        lately(ProcedureRules.objects.filter(procedure=member.id).first(), 30, late=7)
        text = text_of(client.get(f"/thu-tuc/{member.code}"))
        assert "Một nửa số hồ sơ: 12 ngày làm việc. Chín phần mười: 25 ngày làm việc." in text
        assert "Số hồ sơ không nêu riêng" in text
        assert "Chậm so với ngày hẹn đầu tiên" not in text
        assert "30 hồ sơ" not in text


def _listed() -> list[Member]:
    rows = Procedure.objects.values_list("pk", "code", "name", "field", "department", "is_sensitive")
    return [Member(*row) for row in rows]


def test_the_night_counts_from_receipt_to_result_in_working_days(province):
    """Against a count by hand: 27/08/2026 was a Thursday, 31/08–02/09 are days off by the calendar."""
    through = date(2026, 9, 10)
    ended = [  # received, ended, working days between, how it ended, late
        (date(2026, 8, 27), date(2026, 8, 27), 0, 9, False),
        (date(2026, 8, 27), date(2026, 8, 28), 1, 9, False),
        (date(2026, 8, 27), date(2026, 9, 3), 2, 9, True),
        (date(2026, 8, 27), date(2026, 9, 10), None, 7, True),  # withdrawn: no result
        (date(2026, 5, 1), date(2026, 6, 12), None, 9, True),  # ninety days ago and one
        (date(2026, 9, 10), date(2026, 9, 11), None, 9, True),  # not counted yet
    ]
    for received_on, ended_on, _days, ending, is_late in ended:
        dossier = receive(province)
        Counted.objects.create(
            dossier=dossier, agency=province.department, procedure=province.building.procedure, channel=1,
            received_on=received_on, ended_on=ended_on, ending=ending, by_first="late" if is_late else "on_time",
            by_now="on_time",
        )  # fmt: skip
    Counted.objects.filter(ended_on__gt=through).delete()  # the night knows no later day
    count_procedure_times(through)
    row = ProcedureTime.objects.get()
    assert (row.procedure, row.cases, row.p50, row.p90, row.late, row.through) == (
        province.building.procedure, 3, 1, 2, 1, through
    )  # fmt: skip


def test_the_night_keeps_what_it_counted_for_procedures(province):
    actions.count_figures()
    assert not ProcedureTime.objects.exists()
    dossier = taken_in(province, "2026-11-02 09:00", province.birth)
    yesterday = timezone.now() - timedelta(days=1)
    Dossier.objects.filter(pk=dossier.pk).update(closed_at=yesterday, status=Status.DONE, next_flag_at=None)
    actions.count_figures()
    assert ProcedureTime.objects.get().cases == 1


def test_nearest_rank_is_a_case_that_was_there():
    cases = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55]
    assert (nearest_rank(Counter(cases), 50), nearest_rank(Counter(cases), 90)) == (cases[4], cases[8])
