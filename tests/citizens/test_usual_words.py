"""How long a step usually takes, on the citizen's page: only where enough cases say it, and never too short."""

import re

from agencies.models import UsualTime
from dossiers.reads.progress import usual
from tests.citizens.lives import begun
from tests.province import receive


def steps_of(client, dossier) -> dict[str, str]:
    """By name of the step, what is said to be usual."""
    text = client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode()
    items = re.findall(r'<li class="step .*?</li>', text, re.DOTALL)
    found = (re.search(r'<strong>(.*?)</strong>.*?(?:step__usual">(.*?)</span>|$)', item, re.DOTALL) for item in items)
    return {step[1]: step[2] or "" for step in found}


def test_twenty_cases_say_it_to_the_public_and_nineteen_say_nothing(client, province):
    dossier = receive(province)
    row = UsualTime.objects.create(
        procedure=province.building.procedure, step="Thẩm định", minutes=900, p90=2300, cases=19
    )
    assert set(steps_of(client, dossier).values()) == {""}

    UsualTime.objects.filter(pk=row.pk).update(cases=20)
    told = steps_of(client, dossier)
    assert (
        told.pop("Thẩm định")
        == "Thường xong trong 2 ngày làm việc; cứ 10 hồ sơ thì 9 hồ sơ xong trong 5 ngày làm việc."
    )
    assert set(told.values()) == {""}

    UsualTime.objects.filter(pk=row.pk).update(p90=None)  # not counted yet since this was kept
    assert set(steps_of(client, dossier).values()) == {""}


def test_only_work_that_is_ours_and_yet_to_be_done_has_a_usual_time(client, province):
    """Not the receipt, an outside body's step, the handing over, nor what is done."""
    with begun(province) as life:
        for name in life.dossier.steps.values_list("rule_step__name", flat=True):
            UsualTime.objects.create(
                procedure=life.dossier.rules.procedure, step=name, minutes=60, p90=60,
                cases=0 if name == "Xác định nghĩa vụ tài chính" else 30,
            )  # fmt: skip
        told = steps_of(client, life.to_office().dossier)

    assert {name for name, said in told.items() if said} == {"Thẩm định", "Ký giấy chứng nhận"}


def test_times_are_rounded_up_and_short_to_say():
    within = {0: "1 giờ làm việc", 60: "1 giờ làm việc", 61: "2 giờ làm việc", 181: "nửa ngày làm việc",
              240: "nửa ngày làm việc", 241: "1 ngày làm việc", 481: "1,5 ngày làm việc", 2400: "5 ngày làm việc",
              2401: "6 ngày làm việc", 9600: "20 ngày làm việc"}  # fmt: skip
    for minutes, words in within.items():
        assert usual("vi", (minutes, minutes)) == f"Cứ 10 hồ sơ thì 9 hồ sơ xong trong {words}."
    assert (
        usual("vi", (100, 700))
        == "Thường xong trong 2 giờ làm việc; cứ 10 hồ sơ thì 9 hồ sơ xong trong 1,5 ngày làm việc."
    )
