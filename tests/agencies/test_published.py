"""Reading published times, fees and channels; sharing a term out among steps."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import published
from agencies.loading import FOLDER
from agencies.worktime import Term

PROCEDURES = json.loads((FOLDER / "procedures.json").read_text())
TEMPLATES = json.loads((FOLDER / "steps.json").read_text())


@pytest.mark.parametrize(
    ("text", "term", "doubted"),
    [
        ("15 Ngày làm việc", [[15, "working_days"]], False),
        ("20 Ngày", [[20, "calendar_days"]], False),
        ("8 Giờ làm việc", [[8, "working_hours"]], False),
        ("8,5 Ngày làm việc", [[8.5, "working_days"]], False),
        ("3", [[3, "working_days"]], True),
        ("Không có thông tin", None, True),
    ],
)
def test_a_published_time_becomes_a_term(text, term, doubted):
    found, doubt = published.read_time(text, "Hộ tịch")

    assert found == term
    assert bool(doubt) is doubted


def test_a_certification_without_a_time_is_given_the_same_day():
    term, doubt = published.read_time("Không có thông tin", "Chứng thực")

    assert term == [[0, "working_days"]]
    assert "trong ngày làm việc" in doubt


@pytest.mark.parametrize(
    ("text", "fee", "doubted"),
    [
        ("Miễn phí", 0, False),
        ("8,000 VNĐ", 8000, False),
        ("150,000 Việt Nam Đồng", 150_000, False),
        ("100 VNĐ", 100_000, True),
        ("700 VNĐ", 700_000, True),
        ("Không có thông tin", None, True),
    ],
)
def test_a_published_fee_becomes_dong(text, fee, doubted):
    found, doubt = published.read_fee(text)

    assert found == fee
    assert bool(doubt) is doubted


@pytest.mark.parametrize("text", ["", "vài ngày", "3 tuần", "3 Ngày làm việc hoặc hơn", "-1 Ngày"])
def test_a_time_that_nobody_taught_us_is_refused_not_dropped(text):
    with pytest.raises(published.Unreadable):
        published.read_time(text, "Hộ tịch")


def test_an_unknown_channel_is_refused_not_dropped():
    with pytest.raises(published.Unreadable, match="Bồ câu"):
        published.read_channels({"Bồ câu": {"time": "1 Ngày", "fee": "Miễn phí"}}, "Hộ tịch")


def test_channels_that_differ_are_doubted_on_each_of_them():
    said = {"Trực tiếp": {"time": "15 Ngày", "fee": "Miễn phí"}, "Trực tuyến": {"time": "20 Ngày", "fee": "Miễn phí"}}

    readings = published.read_channels(said, "Hoạt động xây dựng")

    assert [reading.channel for reading in readings] == [1, 2]
    assert all("khác nhau giữa các kênh" in reading.doubts[0] for reading in readings)


@pytest.mark.parametrize(("online", "doubted"), [("10,000 VNĐ", False), ("30,000 VNĐ", True)])
def test_only_a_higher_fee_online_is_odd(online, doubted):
    said = {"Trực tiếp": {"time": "1 Ngày", "fee": "20,000 VNĐ"}, "Trực tuyến": {"time": "1 Ngày", "fee": online}}

    assert bool(published.read_channels(said, "Cư trú")[0].doubts) is doubted


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p["code"])
def test_every_published_text_of_the_fifty_is_read(procedure):
    readings = published.read_channels(procedure["channels"], procedure["field"])

    assert len(readings) == len(procedure["channels"])
    for reading, (name, said) in zip(readings, procedure["channels"].items(), strict=True):
        assert reading.channel == published.CHANNELS[name]
        assert said["time"] in reading.source_text
        assert said["fee"] in reading.source_text
        assert reading.term is None or Term.parse(reading.term)
        stated = said["time"].endswith(("Ngày", "làm việc"))
        assert stated or reading.doubts, "a time without a unit is never taken as certain"
        assert reading.cutoff == ("15:00" if procedure["field"] in ("Hộ tịch", "Chứng thực") else "")
    assert procedure["papers"]


def test_a_land_dossier_of_five_days_is_shared_out_as_the_province_decided():
    days = [step["days"] for step in TEMPLATES["land_tax"] if step.get("on_clock", True)]

    shares = published.shared_out(days, [[5, "working_days"]])

    assert shares == [0, Decimal("0.5"), Decimal("2.5"), 2, 0]


def test_seven_calendar_days_are_five_working_days():
    assert published.working_days_of([[7, "calendar_days"]]) == 5


@given(
    halves=st.integers(0, 200),
    unit=st.sampled_from(["working_days", "calendar_days"]),
    template=st.sampled_from(sorted(TEMPLATES)),
)
def test_the_steps_share_out_the_whole_term_in_halves(halves, unit, template):
    term = [[halves / 2, unit]]
    days = [step["days"] for step in TEMPLATES[template] if step.get("on_clock", True)]

    shares = published.shared_out(days, term)

    assert sum(shares) == published.working_days_of(term)
    assert all(share >= 0 and share * 2 % 1 == 0 for share in shares)
