"""Agencies and their units."""

from django.contrib import admin
from django.utils import timezone

from agencies.admin.door import FindPlain, Inside, LookOnly
from agencies.models import Agency, FormerCode, Unit


class UnitInline(Inside, admin.TabularInline):
    model = Unit
    extra = 0


class FormerCodeInline(Inside, admin.TabularInline):
    model = FormerCode
    extra = 0
    may_delete = True


@admin.register(Agency)
class AgencyAdmin(FindPlain, Inside, admin.ModelAdmin):
    list_display = ["name", "code", "code_is_provisional", "kind", "parent", "on_province_clock", "is_active"]
    list_filter = ["kind", "code_is_provisional", "on_province_clock", "is_active"]
    list_select_related = ["parent"]
    list_per_page = 50
    ordering = ["kind", "name", "pk"]
    search_fields = plain_fields = ("name", "code")
    search_help_text = "Tên (có dấu hoặc không dấu) hoặc mã định danh"
    autocomplete_fields = ["parent"]
    inlines = [UnitInline, FormerCodeInline]

    def save_model(self, request, obj, form, change):
        """A code once given stays known: papers and old dossiers carry it."""
        super().save_model(request, obj, form, change)
        if change and "code" in form.changed_data:
            FormerCode.objects.get_or_create(
                code=form.initial["code"], defaults={"agency": obj, "valid_to": timezone.localdate()}
            )


@admin.register(Unit)
class UnitAdmin(FindPlain, LookOnly, admin.ModelAdmin):
    """For finding only; units are changed on their agency's page."""

    list_display = ["name", "agency", "kind"]
    list_filter = ["kind", "agency__kind"]
    list_select_related = ["agency"]
    ordering = ["agency__name", "name", "pk"]
    search_fields = plain_fields = ("name", "agency__name")
    search_help_text = "Tên đơn vị hoặc tên cơ quan"
