"""Terms as administrators type them: what is written in words is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.published import Unreadable, read_words
from agencies.worktime import Term

WRITTEN = st.builds(
    lambda whole, half, unit: [[whole + 0.5 if half else whole, unit]],
    st.integers(1, 999), st.booleans(), st.sampled_from(["working_days", "calendar_days", "working_hours"]),
)  # fmt: skip


@given(WRITTEN)
def test_a_term_is_read_back_from_its_words(raw):
    assert read_words(Term.parse(raw).in_words()) == raw


@pytest.mark.parametrize("text", ["", "15", "mười ngày", "15 ngày làm", "9" * 5000 + " ngày", "1,3 ngày", "٣ ngày"])
def test_words_that_are_no_term_are_refused(text):
    with pytest.raises(Unreadable):
        read_words(text)
