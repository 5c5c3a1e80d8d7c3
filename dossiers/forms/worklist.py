"""What an address or a form asks of a work list: which list, narrowed to what, in which order, with which columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.utils import timezone

from agencies.models import Role
from dossiers.reads import scope
from dossiers.reads.absences import stood_in_for
from dossiers.reads.worklist import Choices, Narrowing, Pile, Sort, choices

MINE, NOBODY = "toi", "chua"
SORTS = {Sort.SLACK: "Còn ít thời gian nhất trước", Sort.DUE: "Ngày hẹn sớm nhất trước", Sort.NEWEST: "Mới nhận trước"}
PAUSED, RUNNING = "dung", "chay"
LONG = "30"

# Columns that may be left out; the code, the applicant, the deadline and the next move always stay.
COLUMNS = {
    "procedure": "Thủ tục",
    "step": "Bước",
    "person": "Người thụ lý",
    "unit": "Đơn vị đang giữ",
    "received": "Ngày nhận",
    "channel": "Cách nộp",
}
AT_FIRST = ("procedure", "step")
_ALWAYS = "code"  # so that a choice of none differs from no choice


class WorkFilter(forms.Form):
    """Comes from links and bookmarks as often as from the form: a value that means nothing narrows nothing."""

    procedure = forms.TypedChoiceField(label="Thủ tục", coerce=int, empty_value=None, required=False)
    step = forms.ChoiceField(label="Bước", required=False)
    person = forms.ChoiceField(label="Người thụ lý", required=False)
    unit = forms.TypedChoiceField(label="Đơn vị đang giữ", coerce=int, empty_value=None, required=False)
    clock = forms.ChoiceField(
        label="Thời hạn", required=False,
        choices=[("", "Tất cả"), (RUNNING, "Đang tính thời hạn"), (PAUSED, "Đang tạm dừng")],
    )  # fmt: skip
    waits = forms.ChoiceField(
        label="Kết quả chờ nhận", required=False, choices=[("", "Tất cả"), (LONG, "Đã chờ quá 30 ngày")]
    )
    sort = forms.ChoiceField(
        label="Sắp xếp", required=False, choices=[(key.value, name) for key, name in SORTS.items()]
    )

    def __init__(self, data: Mapping, *, pile: Pile, offered: Choices, by_unit: bool):
        super().__init__(data)
        self.offered = offered
        mine = "Của tôi, kể cả việc làm thay" if offered.away else "Của tôi"
        people = [(str(pk), name) for pk, name in offered.people]
        kinds = {
            "procedure": ("Tất cả thủ tục", offered.procedures),
            "step": ("Tất cả các bước", [(step, step) for step in offered.steps]),
            "person": ("Tất cả", [(MINE, mine), (NOBODY, "Chưa phân công"), *people]),
            "unit": ("Tất cả đơn vị", offered.units),
        }
        for name, (every, named) in kinds.items():
            self.fields[name].choices = [("", every), *named]
        if not by_unit:
            del self.fields["unit"]
        # What means nothing to a list is kept for the others, out of sight.
        hidden = {Pile.RESULTS: ("clock", "sort"), Pile.OPINIONS: ("waits", "sort")}.get(pile, ("waits",))
        for name in hidden:
            self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict:
        self.ignored = [str(self.fields[name].label) for name in self.errors]
        for name in list(self.errors):
            del self.errors[name]
        return self.cleaned_data

    @property
    def narrowed_by(self) -> list[str]:
        """What the list is narrowed by, in words: a label and its choice each."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "sort"}
        return [self._said(name, value) for name, value in chosen.items() if value not in ("", None)]

    def _said(self, name: str, value: str | int) -> str:
        field = self.fields[name]
        return f"{field.label}: {dict(field.choices)[value]}"


@dataclass(frozen=True)
class Asked:
    """A work list as it was asked for. ignored: sentences about what in the address means nothing. away: of the reader,
    as `stood_in_for`.
    """

    pile: Pile
    sort: Sort
    only: Narrowing
    away: list[tuple[int, str]]
    form: WorkFilter
    ignored: list[str] = field(default_factory=list)

    @property
    def question(self) -> dict:
        """The arguments of `work_list` and `first_of` that say which dossiers, in which order."""
        return {"pile": self.pile, "sort": self.sort, "only": self.only, "away": [pk for pk, _name in self.away]}


def asked_of(query: Mapping, *, reader: scope.Reader, now: datetime) -> Asked:
    """Read the query of a work list's address. Two queries, and one for each value that nothing of the list has."""
    named = query.get("loc", "")
    pile = Pile(named) if named in list(Pile) else Pile.ALL
    ignored = []
    if named and named != pile:
        ignored.append("Địa chỉ nêu một danh sách không có; dưới đây là tất cả hồ sơ.")
    away = stood_in_for(reader.user_id, timezone.localdate(now)) if reader.user_id is not None else []
    offered = choices(reader=reader, pile=pile, away=away, asked=query, now=now)
    form = WorkFilter(query, pile=pile, offered=offered, by_unit=reader.has(Role.SUPERVISOR))
    form.is_valid()
    ignored += [f"Bộ lọc “{label}” trên địa chỉ không còn dùng được nên đã bỏ qua." for label in form.ignored]
    found = form.cleaned_data
    only = Narrowing(
        procedure=found.get("procedure"),
        step=found.get("step") or None,
        people=_people(found.get("person", ""), reader, away),
        unit=found.get("unit"),
        is_paused={PAUSED: True, RUNNING: False}.get(found.get("clock", "")),
        waits_long=found.get("waits") == LONG,
    )
    return Asked(pile, Sort(found.get("sort") or Sort.SLACK), only, away, form, ignored)


def _people(chosen: str, reader: scope.Reader, away: list[tuple[int, str]]) -> tuple[int, ...] | None:
    """Whose dossiers: the reader's with those they stand in for, nobody's, one person's; None for everybody's."""
    match chosen:
        case "":
            return None
        case "toi":
            return tuple(pk for pk in (reader.user_id, *dict(away)) if pk is not None)
        case "chua":
            return ()
    return (int(chosen),)


def columns_of(kept: Iterable[str]) -> list[str]:
    """The columns that a person chose, in the order of the list; without a choice the first ones."""
    chosen = set(kept) if isinstance(kept, list) and kept else set(AT_FIRST)
    return [name for name in COLUMNS if name in chosen]


def to_keep(posted: Iterable[str]) -> list[str]:
    """What to keep of a choice of columns; names that mean nothing are left out."""
    chosen = set(posted)
    return [_ALWAYS, *(name for name in COLUMNS if name in chosen)]
