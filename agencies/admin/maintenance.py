"""Maintenance and outages: announced, shortened, postponed, cancelled; never deleted, never made worse in silence."""

from django.contrib import admin
from django.utils import timezone

from agencies.admin.door import Inside
from agencies.models import Maintenance


@admin.register(Maintenance)
class MaintenanceAdmin(Inside, admin.ModelAdmin):
    list_display = ["__str__", "ends_at", "what", "announced_at", "cancelled_at"]
    list_filter = ["kind"]
    ordering = ["-starts_at", "-pk"]
    fields = ["kind", "starts_at", "ends_at", "what"]
    actions = ["cancel"]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []

    def has_change_permission(self, request, obj=None):
        return obj is None or not obj.is_over(timezone.now())

    def save_model(self, request, obj, form, change):
        """Whoever moves the beginning announces it anew."""
        if not change:
            obj.by = request.user
        elif "starts_at" in form.changed_data:
            obj.by, obj.announced_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description="Hủy mục chưa bắt đầu")
    def cancel(self, request, queryset):
        now = timezone.now()
        to_come = list(queryset.filter(cancelled_at=None, starts_at__gt=now))
        for each in to_come:
            self.log_change(request, each, "Đã hủy.")
        Maintenance.objects.filter(pk__in=[each.pk for each in to_come], starts_at__gt=now).update(cancelled_at=now)
        left = queryset.count() - len(to_come)
        self.message_user(request, f"Đã hủy {len(to_come)} mục; {left} mục giữ nguyên vì đã bắt đầu hoặc đã hủy.")
