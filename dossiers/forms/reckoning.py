"""What is entered to reckon a due date, checked. Errors are keys of `wording.procedures.RECKONING_WRONG`."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Calendars, ProcedureRules
from agencies.worktime import Calendar, local_day
from dossiers.forms.fields import Day, Hour, Text, local
from dossiers.reads.procedures.catalogue import Catalogue, Listed
from dossiers.wording.procedures import RECKONING_WRONG

EARLIEST, LATEST = 2000, 2100  # years
LONGEST_WAIT = timedelta(days=366)  # for papers to be asked for, or to come; each day of it is a row to explain


class ReckoningForm(forms.Form):
    """An address that can be shared: every field is plain text in it, and what is left out is now, or the usual.

    thu_tuc: a national code. truong_hop: a case by its name. kenh: Channel. co_quan: the deciding agency's code, only
    where hours differ. ngay, gio: when it is handed in. hoi_*: when papers are asked for; bo_sung_*: when they come.
    Both at most a year after what went before, and without an hour as soon as that day allows.
    """

    thu_tuc = Text(required=False)
    truong_hop = Text(required=False)
    kenh = Text(required=False)
    co_quan = Text(required=False)
    ngay = Day(required=False)
    gio = Hour(required=False)
    hoi_ngay = Day(required=False)
    hoi_gio = Hour(required=False)
    bo_sung_ngay = Day(required=False)
    bo_sung_gio = Hour(required=False)

    def __init__(self, data, *, known: Catalogue, newest: Calendars, now: datetime):
        super().__init__(data)
        self.known, self.newest, self.now = known, newest, now
        self.listed: Listed | None = None
        self.offered: list[ProcedureRules] = []  # the rules of the procedure on the day it is handed in
        self.rules: ProcedureRules | None = None  # those that count; None until a case is chosen
        self.received_at: datetime | None = None
        self.asked_at: datetime | None = None
        self.handed_at: datetime | None = None

    @property
    def cases(self) -> list[str]:
        """Among which to choose."""
        return list(dict.fromkeys(rules.case for rules in self.offered))

    @property
    def calendar(self) -> Calendar:
        """By which it is counted: that of whoever decides."""
        department = self.listed.procedure.department_id if self.listed else None
        return self.newest.of(department or self.cleaned_data.get("co_quan"))

    def clean_thu_tuc(self) -> str:
        code = self.cleaned_data["thu_tuc"]
        if not code and "thu_tuc" in self.data:  # the form was sent, not only opened
            raise ValidationError("thu_tuc_missing")
        if code:
            self.listed = self.known.by_code(code) or self.known.meant_by(code)
            if self.listed is None:
                raise ValidationError("thu_tuc")
        return code

    def clean_co_quan(self) -> int | None:
        """The agency's id; None for the province's hours."""
        code = self.cleaned_data["co_quan"]
        if not code:
            return None
        found = next((agency.pk for agency in self.known.agencies if agency.code == code), None)
        if found not in self.newest.own:
            raise ValidationError("co_quan")
        return found

    def clean_ngay(self) -> date | None:
        return self._near("ngay")

    def clean_hoi_ngay(self) -> date | None:
        return self._near("hoi_ngay")

    def clean_bo_sung_ngay(self) -> date | None:
        return self._near("bo_sung_ngay")

    def _near(self, name: str) -> date | None:
        day = self.cleaned_data[name]
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise ValidationError("out_of_range")
        return day

    def clean(self) -> None:
        if "ngay" in self.errors or "gio" in self.errors:
            return
        self.received_at = self._handed_in()
        if self.listed is None:
            return
        self.offered = self.listed.in_force(local_day(self.received_at))
        if not self.offered:
            self.add_error("ngay", ValidationError("no_rules"))
            return
        self._choose()
        self._stop()

    def _handed_in(self) -> datetime:
        """Now when nothing is said; a day without an hour: at opening."""
        day, hour = self.cleaned_data["ngay"], self.cleaned_data["gio"]
        if day is None and hour is None:
            return self.now
        return local(day or local_day(self.now), hour or self._opens)

    @property
    def _opens(self) -> time:
        return self.calendar.sessions[0].opens

    def _choose(self) -> None:
        case, channel = self.cleaned_data.get("truong_hop"), self.cleaned_data.get("kenh")
        if case and case not in self.cases:
            self.add_error("truong_hop", ValidationError("truong_hop"))
            return
        if not case and len(self.cases) > 1:
            return
        of_case = [rules for rules in self.offered if rules.case == (case or self.cases[0])]
        self.rules = next((rules for rules in of_case if str(rules.channel) == channel), None)
        if channel and self.rules is None:
            self.add_error("kenh", ValidationError("kenh"))
        elif not channel:
            self.rules = min(of_case, key=lambda rules: rules.channel)

    def _stop(self) -> None:
        """When papers are asked for, and when they come."""
        if {"hoi_ngay", "hoi_gio", "bo_sung_ngay", "bo_sung_gio"} & self.errors.keys():
            return
        asked, handed = self.cleaned_data["hoi_ngay"], self.cleaned_data["bo_sung_ngay"]
        if asked is None:
            if handed is not None or self.cleaned_data["bo_sung_gio"] or self.cleaned_data["hoi_gio"]:
                self.add_error("hoi_ngay", ValidationError("asked_missing"))
            return
        self.asked_at = self._later("hoi", self.received_at, "asked")
        if handed is not None:
            self.handed_at = self._later("bo_sung", self.asked_at, "handed")

    def _later(self, name: str, before: datetime, about: str) -> datetime:
        """The moment of two fields, that nothing before it can come after."""
        day, hour = self.cleaned_data[f"{name}_ngay"], self.cleaned_data[f"{name}_gio"]
        at = local(day, hour or self._opens)
        if hour is None and day == local_day(before):
            at = max(at, before)
        if at < before:
            self.add_error(f"{name}_ngay", ValidationError(f"{about}_first"))
        elif at - before > LONGEST_WAIT:
            self.add_error(f"{name}_ngay", ValidationError(f"{about}_far"))
        return at

    @property
    def wrong(self) -> dict[str, str]:
        """By field to mend, in their order: a key of the sentence."""
        found = {name: self.errors[name].as_data()[0] for name in self.fields if name in self.errors}
        return {
            name: next((key for key in (first.message, first.code) if key in RECKONING_WRONG), name)
            for name, first in found.items()
        }
