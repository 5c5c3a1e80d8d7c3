"""The province's land limits: every limit of all 44 articles as a person read it, and what was doubted."""

import json
from datetime import date

import pytest

from agencies import land
from agencies.loading import FOLDER, LAND
from agencies.models import Agency, AgencyKind, Channel, Party, Procedure, ProcedureRules
from agencies.published import Unreadable
from agencies.worktime import Term
from dossiers.reads import receivable

DECISION = json.loads((FOLDER / "land.json").read_text(encoding="utf-8"))
ARTICLES = {row["article"]: row for row in DECISION["articles"]}
SINCE = date(2025, 12, 5)


def w(n):
    return [[n, "working_days"]]


def c(n):
    return [[n, "calendar_days"]]


FIFTEEN_AND_EIGHT = [[15, "calendar_days"], [8, "working_days"]]
BY_HAND = {  # article → (term, second term) of each case, read from the text by hand
    10: [(w(17), None)],
    11: [(w(3), None)],
    12: [(w(5), w(3))],
    13: [(w(6), w(4)), (c(16), c(4))],
    14: [(w(11), w(4)), (w(10), w(10))],
    15: [(w(3), w(2)), (w(6), w(4))],
    16: [(w(12), None)],
    17: [(w(8), w(2)), (w(8), w(2))],
    18: [(w(8), None), (w(8), None)],
    19: [(w(20), w(5)), (w(20), w(5))],
    20: [(w(5), w(3))],
    21: [(w(5), w(3))],
    22: [(w(0), None)],
    23: [(w(33), None)],
    24: [(c(50), None)],
    25: [
        (c(11), c(4)), (c(11), c(4)), (c(11), c(4)), (c(11), c(4)), (c(15), None), (c(15), None), (c(11), c(4)),
        (c(10), c(5)), (c(10), c(5)),
    ],
    27: [(c(3), c(2)), (c(3), c(2)), (c(10), c(5))],
    28: [(c(5), c(2)), (c(5), c(2))],
    29: [(c(11), c(4)), (w(5), w(3)), (w(2), w(2))],
    31: [(w(2), w(2)), (w(5), None), (w(10), None)],
    32: [(w(5), w(3)), (w(3), w(2))],
    33: [(w(5), w(3)), (w(6), w(4))],
    34: [(w(0), None)],
    35: [(w(4), w(3))],
    36: [(w(8), w(4))],
    37: [(w(5), w(3)), (w(8), w(12))],
    38: [(FIFTEEN_AND_EIGHT, None)],
    39: [(c(15), None), (w(7), None)],
    40: [(w(5), w(3)), (w(3), w(2))],
    41: [(w(7), None), (w(20), None)],
    43: [(w(8), None), (w(4), w(4))],
    44: [(w(25), None)],
    45: [(w(15), w(5)), (w(15), w(5))],
    46: [
        (c(10), c(5)), (c(10), c(5)), (c(10), c(5)), (c(10), c(5)), (c(15), None), (c(15), None), (c(10), c(5)),
    ],
    47: [(c(8.5), c(6.5)), (c(8.5), c(6.5))],
    48: [(c(2.5), c(2.5)), (c(2.5), c(2.5)), (c(9), c(6))],
    49: [(c(4.5), c(2.5)), (c(4.5), c(2.5))],
    50: [(c(35), None)],
    51: [(w(17), None), (w(15), w(5))],
    52: [(w(10), None)],
    53: [(w(15), None), (w(7), None)],
    54: [(c(45), None)],
    55: [(c(30), None), (FIFTEEN_AND_EIGHT, None)],
    57: [(c(11), c(4))],
}  # fmt: skip


def doubts(article: int, case: int = 0) -> str:
    return " ".join(land.read_article(ARTICLES[article])[case].doubts)


def test_the_four_articles_that_are_not_in_the_extract_are_known():
    assert set(range(10, 58)) - set(ARTICLES) == {26, 30, 42, 56}
    assert len(ARTICLES) == 44


@pytest.mark.parametrize("article", BY_HAND)
def test_every_limit_is_read_as_by_hand(article):
    cases = land.read_article(ARTICLES[article])

    assert [(case.term, case.second_term) for case in cases] == BY_HAND[article]
    names = [f"trường hợp {n}" for n in range(1, len(cases) + 1)]
    assert [case.name for case in cases] == (names if len(cases) > 1 else [""])
    for case in cases:
        assert Term.parse(case.term)
        assert case.second_term is None or Term.parse(case.second_term)
        assert case.doubts


def test_the_table_by_hand_is_whole_and_no_line_is_dropped():
    assert set(BY_HAND) == set(ARTICLES)
    for row in ARTICLES.values():
        kept = " ".join(case.source_text for case in land.read_article(row))
        assert all(line in kept for line in row["limits"]), row["article"]


@pytest.mark.parametrize(
    ("article", "case", "sentence"),
    [
        (13, 1, "tạm tính là ngày liên tục"),
        (25, 0, "Nguồn có 9 thời hạn"),
        (25, 8, "Điều 26 không có trong bản trích"),
        (29, 2, "Điều 30 không có trong bản trích"),
        (41, 1, "Điều 42 không có trong bản trích"),
        (55, 1, "Điều 56 không có trong bản trích"),
        (46, 0, "bảy thời hạn"),
        (36, 0, "hai lần “Hẹn lần 1”"),
        (34, 0, "15:00"),
        (22, 0, "bị cắt (“Cun”)"),
        (38, 0, "Nguồn cộng ngày liên tục với ngày làm việc thành 23 ngày"),
        (51, 0, "hai Điều dính vào nhau"),
        (15, 0, "mã 1.012783"),
        (23, 0, "không nêu thời hạn"),
        (24, 0, "không nêu thời hạn"),
        (50, 0, "không nêu thời hạn"),
        (54, 0, "không nêu thời hạn"),
        (45, 0, "cần xác nhận nơi giải quyết"),
        (10, 0, "chưa đối chiếu với bản chính"),
    ],
)
def test_what_was_doubted_is_said_in_words(article, case, sentence):
    assert sentence in doubts(article, case)


def test_a_doubt_of_one_case_is_not_said_of_another():
    assert "ngày liên tục" not in doubts(13, 0)
    assert "ngày liên tục" not in doubts(29, 1)


def test_only_same_day_limits_have_a_cutoff():
    cutoffs = {n: case.cutoff for n, row in ARTICLES.items() for case in land.read_article(row) if case.cutoff}

    assert cutoffs == {22: "15:00", 34: "15:00"}


WHOLE, ONE, TWO = "Thời hạn giải quyết: Không quá 10 ngày", "Hẹn lần 1: không quá 6 ngày", "Hẹn lần 2: không quá 5 ngày"


def test_two_appointments_that_do_not_add_up_are_doubted():
    (case,) = land.read_article({"article": 99, "limits": [WHOLE, ONE, TWO]})

    assert (case.term, case.second_term) == (c(6), c(5))
    assert "Hai lần hẹn (06 ngày và 05 ngày) cộng lại không bằng thời hạn chung (10 ngày)." in case.doubts


@pytest.mark.parametrize(
    "limits",
    [
        [ONE, TWO],
        [WHOLE, ONE],
        [WHOLE, TWO, ONE],
        [WHOLE, ONE, TWO, TWO],
        ["Thời hạn giải quyết: mười ngày"],
        ["Thời hạn giải quyết: Không quá 10 ngày và thêm nữa"],
        [WHOLE, "Hẹn lần 3: không quá 1 ngày", TWO],
        [WHOLE, "Hẹn lần 1: sớm", TWO],
        [WHOLE, "Thời hạn trả kết quả: Không quá 5 ngày"],
    ],
)
def test_what_nobody_taught_us_to_read_stops_the_load(limits):
    with pytest.raises(Unreadable):
        land.read_article({"article": 99, "limits": limits})


# ── Loaded ───────────────────────────────────────────────────────────────────────────────────────────────────


def rules_of(article, **where):
    return ProcedureRules.objects.filter(procedure__code=f"{LAND}{article}", **where)


def test_all_articles_are_loaded_for_every_channel_and_none_is_confirmed(loaded):
    assert Procedure.objects.filter(code__startswith=LAND).count() == 44
    for n, cases in BY_HAND.items():
        assert Procedure.objects.get(code=f"{LAND}{n}").name == ARTICLES[n]["title"]
        for channel in Channel:
            found = rules_of(n, channel=channel).order_by("case")
            assert [(rules.term, rules.second_term) for rules in found] == cases, n
            for rules in found:
                assert not rules.is_confirmed
                assert rules.doubts
                assert rules.source_text.startswith(f"Điều {n}")
                assert rules.legal_basis == f"Quyết định 138/2025/QĐ-UBND, Điều {n}"
                assert (rules.valid_from, rules.valid_to) == (SINCE, None)


def test_two_appointments_have_one_outside_step_between_them_and_others_none(loaded):
    for rules in ProcedureRules.objects.filter(procedure__code__startswith=LAND).prefetch_related("steps"):
        outside = [step for step in rules.steps.all() if step.party == Party.OUTSIDE]
        assert len(outside) == (1 if rules.second_term else 0), rules
        assert not any(step.on_clock for step in outside)
    steps = rules_of(15, case="trường hợp 1", channel=Channel.COUNTER).get().steps.all()
    assert [(step.party, float(step.days)) for step in steps] == [
        ("receiving_counter", 0), ("receiving_counter", 0.5), ("office", 2.5), ("outside", 5), ("office", 1.5),
        ("office", 0.5), ("return_counter", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "article", "received"),
    [
        ("H20.30.1", 15, True),  # a branch of the land office
        ("H20.5", 15, True),
        ("H20.20", 15, True),  # the province's centre
        ("commune", 15, True),
        ("commune", 46, True),
        ("H20.30.1", 46, False),  # a commune decides
    ],
)
def test_land_is_received_where_it_may_be(loaded, code, article, received):
    where = Agency.objects.filter(kind=AgencyKind.COMMUNE)[0] if code == "commune" else Agency.objects.get(code=code)

    found = receivable.receivable(where, on=SINCE).filter(procedure__code=f"{LAND}{article}")

    assert found.exists() is received


def test_the_decision_counts_from_its_first_day(loaded):
    land_office = Agency.objects.get(code="H20.30")

    assert not receivable.receivable(land_office, on=date(2025, 12, 4)).filter(procedure__code=f"{LAND}15").exists()
