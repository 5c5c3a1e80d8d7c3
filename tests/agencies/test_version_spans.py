"""How versions follow each other, judged as spans of days alone."""

import pytest

from agencies.models.versions import Span, cut_short, fault, made_room
from tests.agencies.test_versions import day

OPEN = Span(day(0), None, pk=1)
FIRST, SECOND = Span(day(0), day(9), pk=1), Span(day(10), None, pk=2)
ON_TOP = Span(day(3), day(5), True, pk=3)


@pytest.mark.parametrize(
    ("new", "others", "field", "word"),
    [
        (Span(day(5), day(4)), [], "valid_to", "trước ngày bắt đầu"),
        (Span(day(5), None), [OPEN], "valid_from", "chồng nhau"),
        (Span(day(0), None), [OPEN], "valid_to", "chồng nhau"),
        (Span(day(-5), day(-1)), [OPEN], None, ""),
        (Span(day(-5), day(-2)), [OPEN], "valid_to", "còn trống từ 31/12/2025 đến hết 31/12/2025"),
        (Span(day(-5), None), [OPEN], "valid_to", "chồng nhau"),
        (Span(day(11), None), [FIRST], "valid_from", "còn trống từ 11/01/2026 đến hết 11/01/2026"),
        (Span(day(10), None), [FIRST], None, ""),
        (Span(day(3), None, True), [OPEN], "valid_to", "phải có ngày hết áp dụng"),
        (Span(day(3), day(5), True), [OPEN], None, ""),
        (Span(day(5), day(7), True), [OPEN, ON_TOP], "valid_from", "chồng nhau"),
        (Span(day(6), day(7), True), [OPEN, ON_TOP], None, ""),
        (Span(day(-1), day(5), True), [OPEN], "valid_from", "phiên bản thường"),
        (Span(day(8), day(10), True), [FIRST], "valid_to", "phiên bản thường"),
        (Span(day(8), day(10), True), [FIRST, SECOND], None, ""),
        (Span(day(0), day(4), pk=1), [ON_TOP], "valid_to", "phiên bản thường"),
        (Span(day(3), day(5), True), [], "valid_from", "phiên bản thường"),
    ],
)
def test_a_version_that_does_not_fit_is_told_why_and_where(new, others, field, word):
    found = fault(new, others)

    assert (found and found.field) == field
    assert word in (found.sentence if found else "")


def test_a_new_version_takes_the_rest_of_the_one_in_which_it_begins():
    assert made_room(Span(day(4), None), [FIRST, SECOND]) == (Span(day(4), day(9)), FIRST._replace(last=day(3)))
    assert made_room(Span(day(20), None), [FIRST, SECOND]) == (Span(day(20), None), SECOND._replace(last=day(19)))
    assert made_room(Span(day(4), day(5), True), [OPEN]) == (Span(day(4), day(5), True), None)


@pytest.mark.parametrize(("last", "is_bare"), [(20, True), (29, True), (30, False), (None, False)])
def test_a_new_version_may_not_end_before_the_one_it_replaces(last, is_bare):
    kept = [Span(day(0), day(30), pk=1)]
    assert (cut_short(Span(day(10), day(last)), kept) is not None) == is_bare


def test_no_version_with_an_end_takes_the_place_of_an_open_one():
    wrong = cut_short(Span(day(10), day(20)), [Span(day(0), None, pk=1)])
    assert wrong is not None
    assert wrong.field == "valid_to"
    assert cut_short(Span(day(10), day(20), is_temporary=True), [Span(day(0), None, pk=1)]) is None


def test_the_end_of_the_one_before_moves_along():
    moved = SECOND._replace(first=day(15))

    assert made_room(moved, [FIRST, SECOND]) == (moved, FIRST._replace(last=day(14)))
