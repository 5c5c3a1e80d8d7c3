"""The working calendar, to look at only: changing it moves due dates, and that is previewed elsewhere."""

from django.contrib import admin

from agencies.admin.door import LookOnly
from agencies.models import CalendarDay, WorkCalendar


@admin.register(WorkCalendar)
class WorkCalendarAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["__str__", "version", "first_year", "last_year"]


@admin.register(CalendarDay)
class CalendarDayAdmin(LookOnly, admin.ModelAdmin):
    list_display = ["day", "kind", "status", "legal_basis"]
    list_filter = ["status", "kind"]
    date_hierarchy = "day"
    ordering = ["-day", "pk"]
    search_fields = ["legal_basis"]
    search_help_text = "Căn cứ"
