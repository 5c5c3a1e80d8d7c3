"""Receipt codes and official codes: nothing mistyped gets through, nothing typed kindly is lost."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import codes

BODY = st.text(alphabet=codes.ALPHABET, min_size=11, max_size=11)
VALID = BODY.map(lambda body: body + codes.check_symbol(body))
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in codes.ALPHABET + codes.ALPHABET.lower()}
DASHES = "-‐‑‒–—−﹣－. \u00a0\u2009_/"


@given(VALID, st.integers(0, 11), st.sampled_from(codes.ALPHABET))
def test_every_single_wrong_symbol_is_caught(code, place, symbol):
    typed = code[:place] + symbol + code[place + 1 :]
    if typed == code:
        assert codes.read_receipt_code(typed) == code
    else:
        with pytest.raises(codes.BadCode) as bad:
            codes.read_receipt_code(typed)
        assert bad.value.kind == "check"


def test_every_single_error_of_three_hundred_codes_is_caught():
    rng = random.Random(20)
    for _ in range(300):
        code = codes.new_receipt_code(rng.choice)
        for place in range(12):
            for symbol in set(codes.ALPHABET) - {code[place]}:
                with pytest.raises(codes.BadCode):
                    codes.read_receipt_code(code[:place] + symbol + code[place + 1 :])


@given(
    VALID, st.lists(st.tuples(st.integers(0, 12), st.sampled_from(DASHES)), max_size=6), st.booleans(), st.booleans()
)
def test_case_width_spaces_and_dashes_do_not_matter(code, marks, lower, wide):
    typed = code.lower() if lower else code
    typed = typed.translate(FULL_WIDTH) if wide else typed
    for place, mark in marks:
        typed = typed[:place] + mark + typed[place:]

    assert codes.read_receipt_code(typed) == code


@given(st.text(max_size=60))
def test_anything_typed_is_read_or_refused_with_a_kind(typed):
    try:
        assert codes.read_receipt_code(typed) == codes.folded(typed)
    except codes.BadCode as bad:
        assert bad.kind in {"empty", "length", "symbol", "check"}
    assert codes.is_official(typed) in (True, False)


@given(VALID, VALID)
def test_two_codes_never_fold_into_one(one, other):
    assert (codes.folded(one) == codes.folded(other)) == (one == other)


def test_digits_of_other_scripts_are_not_ours():
    with pytest.raises(codes.BadCode):
        codes.read_receipt_code("١" * 12)
    assert unicodedata.numeric("١") == 1


def test_the_example_can_never_be_issued():
    with pytest.raises(codes.BadCode, match="check"):
        codes.read_receipt_code(codes.EXAMPLE)


@pytest.mark.parametrize(
    "typed",
    ["H20.12-260803-0001", "h20.12 260803 0001", "H20122608030001", "H26.103.25.7-250908-0112", "H20–260803–10001",
     "000.00.14.H20-200703-0002", "000.00.14.h20 200703 0002"],
)  # fmt: skip
def test_official_codes_are_recognised_in_every_dress(typed):
    assert codes.is_official(typed)


@given(VALID)
def test_no_receipt_code_reads_as_official(code):
    assert not codes.is_official(code)


@pytest.mark.parametrize("typed", ["", "abc", "H20", "12345678901234567890", "Z20122608030001", "H20-260803-1"])
def test_other_things_are_not_official(typed):
    assert not codes.is_official(typed)
