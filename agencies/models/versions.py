"""How the versions of one case's rules through one channel follow each other. Pure: spans in, a sentence out.

Permanent versions follow each other day by day, from the first one's beginning to the last one's end (mostly open). A
temporary one lies on top of them, and where it ends they count again. So each day has exactly one version in force.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

ORDER = "Ngày hết áp dụng không được trước ngày bắt đầu áp dụng."
OVERLAP = "Hai phiên bản của cùng trường hợp và kênh có thời gian áp dụng chồng nhau."
GAP = "Giữa hai phiên bản còn trống từ {} đến hết {}; các phiên bản phải nối liền nhau."
BARE = "Từ {} sẽ không còn quy định nào; để trống ngày hết, hoặc đánh dấu tạm thời để bản đang áp dụng trở lại sau đó."
ENDLESS = "Phiên bản tạm thời phải có ngày hết áp dụng."
UNCOVERED = "Phiên bản tạm thời chỉ được nằm trong thời gian có phiên bản thường của cùng trường hợp và kênh."
_DAY = timedelta(days=1)


class Span(NamedTuple):
    """When a version counts. last: None while it is open. pk: 0 for one that is not kept yet."""

    first: date
    last: date | None
    is_temporary: bool = False
    pk: int = 0


class Fault(NamedTuple):
    """One sentence, and the field of the version at which it belongs."""

    field: str
    sentence: str


def made_room(new: Span, kept: Sequence[Span]) -> tuple[Span, Span | None]:
    """(the version as it will be, the one before it as it will then end; None when that one stays as it is).

    A permanent version takes the rest of the one in which it begins; when its own beginning moves, the end of the one
    before moves along. kept: all versions as they are now, with the old one of the same pk among them.
    """
    if new.is_temporary:
        return new, None
    old = next((span for span in kept if span.pk and span.pk == new.pk), None)
    before = _before(new, kept)
    if before is None:
        return new, None
    is_in_it = old is None and (before.last is None or before.last >= new.first)
    was_next = old is not None and before.last == old.first - _DAY
    if is_in_it and new.last is None:
        new = new._replace(last=before.last)
    return new, before._replace(last=new.first - _DAY) if is_in_it or was_next else None


def cut_short(new: Span, kept: Sequence[Span]) -> Fault | None:
    """Whether a new permanent version ends before the one did in whose time it begins: then nothing would follow."""
    before = None if new.is_temporary or new.last is None else _before(new, kept)
    is_kept = any(span.pk and span.pk == new.pk for span in kept)
    if before is None or is_kept or (before.last is not None and before.last <= new.last):
        return None
    return Fault("valid_to", BARE.format(f"{new.last + _DAY:%d/%m/%Y}"))


def fault(new: Span, others: Sequence[Span]) -> Fault | None:
    """What is wrong with this version beside the others of its case and channel; None when all is well."""
    if new.last is not None and new.last < new.first:
        return Fault("valid_to", ORDER)
    if new.is_temporary:
        if new.last is None:
            return Fault("valid_to", ENDLESS)
        if any(_meet(new, other) for other in others if other.is_temporary):
            return Fault("valid_from", OVERLAP)
        return _uncovered(new, others)
    return _apart(new, others) or _left_bare(new, others)


def _apart(new: Span, others: Sequence[Span]) -> Fault | None:
    """Where this permanent version does not meet its neighbours exactly."""
    before = _before(new, others)
    after = min(
        (span for span in others if not span.is_temporary and span.first >= new.first), default=None, key=_first
    )
    if before is not None and (before.last is None or before.last >= new.first):
        return Fault("valid_from", OVERLAP)
    if after is not None and (new.last is None or new.last >= after.first):
        return Fault("valid_to", OVERLAP)
    if before is not None and before.last is not None and before.last + _DAY < new.first:
        return Fault("valid_from", _gap(before.last, new.first))
    if after is not None and new.last is not None and new.last + _DAY < after.first:
        return Fault("valid_to", _gap(new.last, after.first))
    return None


def _left_bare(new: Span, others: Sequence[Span]) -> Fault | None:
    """Whether a temporary version would stand on nothing."""
    whole = [*others, new]
    if any(_uncovered(span, whole) for span in others if span.is_temporary):
        return Fault("valid_to", UNCOVERED)
    return None


def _uncovered(temporary: Span, others: Sequence[Span]) -> Fault | None:
    permanent = [span for span in others if not span.is_temporary]
    first = min((span.first for span in permanent), default=None)
    if first is None or temporary.first < first:
        return Fault("valid_from", UNCOVERED)
    end = max(permanent, key=_first).last
    if end is not None and (temporary.last is None or temporary.last > end):
        return Fault("valid_to", UNCOVERED)
    return None


def _before(new: Span, spans: Sequence[Span]) -> Span | None:
    earlier = (s for s in spans if not s.is_temporary and s.first < new.first and not (s.pk and s.pk == new.pk))
    return max(earlier, default=None, key=_first)


def _meet(one: Span, other: Span) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


def _first(span: Span) -> date:
    return span.first


def _gap(last: date, first: date) -> str:
    return GAP.format(f"{last + _DAY:%d/%m/%Y}", f"{first - _DAY:%d/%m/%Y}")
