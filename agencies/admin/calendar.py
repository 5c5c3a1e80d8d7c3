"""The working calendar, to look at only: changing it moves due dates, and that is previewed at `/quan-tri/lich`."""

from django.contrib import admin

from agencies.admin.door import LookOnly
from agencies.models import CalendarDay, OfficeHours, WorkCalendar


@admin.register(WorkCalendar)
class WorkCalendarAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["__str__", "version", "first_year", "last_year"]


@admin.register(CalendarDay)
class CalendarDayAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["day", "kind", "status", "legal_basis", "since", "until"]
    list_filter = ["status", "kind"]
    date_hierarchy = "day"
    ordering = ["-day", "pk"]
    search_fields = ["legal_basis"]
    search_help_text = "Căn cứ"


@admin.register(OfficeHours)
class OfficeHoursAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["__str__", "status", "legal_basis", "since", "until"]
    list_filter = ["status"]
    list_select_related = ["agency"]
    ordering = ["agency__name", "pk"]
