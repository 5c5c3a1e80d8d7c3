"""The calendar's editor: see a year, propose, look at what would move, confirm, watch it being applied."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency, DayKind, Role
from dossiers import actions
from dossiers.actions.calendar import Proposed
from dossiers.forms.calendar import CalendarFile, Confirmation, DayProposal, HoursProposal, chosen
from dossiers.models import Job
from dossiers.reads import calendar_edits, calendar_year, scope
from dossiers.views.guards import staff

administrators = staff(Role.ADMINISTRATOR)


@require_safe
@administrators
def year(request):
    """One year: what counts, what is proposed, what is being applied."""
    return _year_page(request)


def _year_page(request, *, wrong: str = "", status: int = 200):
    found = calendar_year.year_of(_year(request))
    days, hours = chosen(request.POST)
    facts = {"found": found, "wrong": wrong, "ticked_days": days, "ticked_hours": hours}
    return render(request, "staff/calendar.html", facts, status=status)


def _year(request) -> int:
    asked = request.GET.get("nam", "")
    is_year = asked.isascii() and asked.isdecimal() and len(asked) == 4 and 1900 <= int(asked) <= 2199
    return int(asked) if is_year else timezone.localdate().year


@require_POST
@administrators
def choose(request):
    """Ticked proposals: look at them, or withdraw them."""
    days, hours = chosen(request.POST)
    if request.POST.get("do") == "withdraw":
        try:
            n = actions.withdraw_proposals(by=request.user, days=days, hours=hours)
        except actions.Refused as refusal:
            return _year_page(request, wrong=str(refusal), status=400 if refusal.why == "calendar_nothing" else 409)
        messages.success(request, f"Đã rút {n} đề xuất.")
        return redirect("dossiers:calendar")
    if not days and not hours:
        return _year_page(request, wrong=str(actions.Refused("calendar_nothing")), status=400)
    query = urlencode({"ngay": sorted(days), "gio": sorted(hours)}, doseq=True)
    return redirect(f"{reverse('dossiers:calendar-preview')}?{query}")


# ── Proposing: one page for each way ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Page:
    """act: propose what the form holds; answers what is true afterwards and the year to show."""

    title: str
    button: str
    form: Callable[..., forms.Form]
    act: Callable[..., tuple[str, int]]
    hint: str = ""
    has_file: bool = False


def _day(request, form) -> tuple[str, int]:
    row = actions.propose_day(by=request.user, proposed=Proposed(**form.cleaned_data))
    said = f"Đã đề xuất ngày {row.day:%d/%m/%Y} là {row.get_kind_display().lower()}, đang chờ xác nhận."
    return said, row.day.year


def _hours(request, form) -> tuple[str, int]:
    data = form.cleaned_data
    agency = Agency.objects.get(pk=data["agency"])
    actions.propose_hours(by=request.user, agency=agency, sessions=data["sessions"], basis=data["basis"])
    return f"Đã đề xuất giờ làm việc của {agency}, đang chờ xác nhận.", timezone.localdate().year


def _hours_form(*args) -> HoursProposal:
    agencies = Agency.objects.filter(is_active=True, on_province_clock=True).order_by("name")
    return HoursProposal(*args, agencies=agencies.values_list("pk", "name"))


def _file(request, form) -> tuple[str, int]:
    calendar, basis = form.cleaned_data["calendar"], form.cleaned_data["basis"]
    rows = [Proposed(day, DayKind.OFF, basis) for day in calendar.off]
    rows += [Proposed(day, DayKind.MAKE_UP, basis) for day in calendar.make_up]
    n = actions.propose_year(by=request.user, rows=sorted(rows, key=lambda row: row.day))
    left = calendar_year.unnamed(calendar.off | calendar.make_up, set(calendar.years))
    if left:
        shown = ", ".join(f"{day:%d/%m/%Y}" for day in left[:10]) + (", …" if len(left) > 10 else "")
        said = f"Tệp không nhắc đến {len(left)} ngày đang áp dụng: {shown}."
        messages.warning(request, f"{said} Muốn bỏ ngày nào, đề xuất ngày đó là “Ngày thường”.")
    return _proposed_words(n), min(calendar.years)


def _proposed_words(n: int) -> str:
    if not n:
        return "Không có ngày nào khác với lịch và các đề xuất hiện có."
    return f"Đã đề xuất {n} ngày, đang chờ xác nhận."


PAGES = {
    "ngay": Page("Đề xuất một ngày", "Ghi đề xuất", DayProposal, _day),
    "gio-lam-viec": Page(
        "Đề xuất giờ làm việc riêng", "Ghi đề xuất", _hours_form, _hours,
        "Chỉ hồ sơ do cơ quan này giải quyết được tính theo giờ riêng.",
    ),
    "tep": Page(
        "Đề xuất từ tệp lịch", "Đọc tệp và ghi đề xuất", CalendarFile, _file,
        "Chỉ những ngày khác với lịch đang áp dụng trở thành đề xuất.", has_file=True,
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def propose(request, way: str):
    """GET: the form. POST: one proposal; what cannot be proposed is said at its field, and nothing typed is lost."""
    page = PAGES[way]
    typed = (request.POST, request.FILES) if page.has_file else (request.POST,)
    form = page.form(*typed) if _posts(request) else page.form()
    if _posts(request) and form.is_valid():
        try:
            said, shown = page.act(request, form)
        except actions.Refused as refusal:
            form.add_error(form.about, str(refusal))
        else:
            messages.success(request, said)
            return redirect(f"{reverse('dossiers:calendar')}?nam={shown}")
    return render(request, "staff/calendar_form.html", {"page": page, "form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def library(request):
    """Where the library of public holidays and the calendar differ in a year; POST proposes what it knows."""
    shown = _year(request)
    wrong = ""
    if _posts(request):
        rows = [
            Proposed(day, kind, f"{name} – {calendar_year.LIBRARY_BASIS}")
            for day, (kind, name) in calendar_year.from_library(shown).items()
        ]
        try:
            said = _proposed_words(actions.propose_year(by=request.user, rows=sorted(rows, key=lambda row: row.day)))
        except actions.Refused as refusal:
            wrong = str(refusal)
        else:
            messages.success(request, said)
            return redirect(f"{reverse('dossiers:calendar')}?nam={shown}")
    found = calendar_year.year_of(shown)
    facts = {"found": found, "differences": calendar_year.differences(shown), "wrong": wrong}
    return render(request, "staff/calendar_library.html", facts, status=400 if wrong else 200)


# ── Looking ahead, confirming, applying ──────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def preview(request):
    """GET: what the chosen proposals would move. POST: confirm them with the document's number."""
    days, hours = chosen(request.GET)
    form = Confirmation(request.POST) if _posts(request) else Confirmation()
    if _posts(request) and form.is_valid():
        try:
            actions.confirm_proposals(
                by=request.user, now=timezone.now(), days=days, hours=hours, document=form.cleaned_data["document"]
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            return _preview_page(request, form, days, hours, status=409)
        messages.success(request, "Đã xác nhận. Ngày hẹn của các hồ sơ đang được tính lại.")
        return redirect("dossiers:calendar")
    return _preview_page(request, form, days, hours, status=400 if form.errors else 200)


def _preview_page(request, form, days: set[int], hours: set[int], *, status: int):
    chosen_days, chosen_hours = calendar_year.proposals(days, hours)
    facts: dict = {"form": form, "days": chosen_days, "hours": chosen_hours}
    if len(chosen_days) < len(days) or len(chosen_hours) < len(hours) or not days | hours:
        why = "calendar_gone" if days | hours else "calendar_nothing"
        facts["turned_away"] = str(actions.Refused(why))
        return render(request, "staff/calendar_preview.html", facts, status=409)
    facts |= {
        "preview": calendar_edits.preview(days=days, hours=hours, now=timezone.now()),
        "past": [row.day for row in chosen_days if row.day < _today()],
        "applying": calendar_year.applying(),
        "reads": request.reader.has(*scope.READERS),
    }
    return render(request, "staff/calendar_preview.html", facts, status=status)


@require_POST
@administrators
def again(request, pk: int):
    """A job that failed goes on."""
    try:
        actions.press_again(by=request.user, job_id=pk)
    except Job.DoesNotExist:
        raise Http404 from None
    except actions.Refused as refusal:
        return _year_page(request, wrong=str(refusal), status=409)
    messages.success(request, "Việc sẽ được chạy tiếp trong ít giây nữa.")
    return redirect("dossiers:calendar")


def _posts(request) -> bool:
    return request.method == "POST"


def _today() -> date:
    return timezone.localdate()
