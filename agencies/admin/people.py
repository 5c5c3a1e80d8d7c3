"""People, and the roles they have in agencies. Nobody gives a role to themselves."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User

from agencies.admin.door import Inside
from agencies.models import Membership, Role


class MembershipForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        agency, unit = cleaned.get("agency"), cleaned.get("unit")
        if agency and unit and unit.agency_id != agency.pk:
            self.add_error("unit", "Đơn vị này không thuộc cơ quan đã chọn.")
        return cleaned


class MembershipInline(Inside, admin.TabularInline):
    model = Membership
    form = MembershipForm
    extra = 0
    autocomplete_fields = ["agency", "unit"]

    def has_add_permission(self, request, obj=None):
        return obj != request.user

    def has_change_permission(self, request, obj=None):
        return obj != request.user

    has_delete_permission = has_change_permission


@admin.register(User)
class PersonAdmin(Inside, UserAdmin):
    list_display = ["username", "last_name", "first_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    list_display_links = ["username", "last_name", "first_name"]
    search_help_text = "Tên đăng nhập, họ tên hoặc thư điện tử"
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Người dùng", {"fields": ["last_name", "first_name", "email", "is_active"]}),
        ("Thời gian", {"fields": ["last_login", "date_joined"]}),
    ]
    inlines = [MembershipInline]

    def get_queryset(self, request):
        """Superusers are the operators' own and are kept by `manage.py createsuperuser`, not from here."""
        return super().get_queryset(request).filter(is_superuser=False)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        _keep_staff_flag(form.instance)


@admin.register(Membership)
class MembershipAdmin(Inside, admin.ModelAdmin):
    form = MembershipForm
    list_display = ["user", "role", "agency", "unit"]
    list_filter = ["role", "agency__kind"]
    list_select_related = ["user", "agency", "unit__agency"]
    ordering = ["agency__name", "role", "pk"]
    search_fields = ["user__username", "user__last_name", "user__first_name", "agency__name", "agency__code"]
    search_help_text = "Người dùng hoặc cơ quan"
    autocomplete_fields = ["user", "agency", "unit"]
    may_delete = True

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.exclude(pk=request.user.pk).filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return obj is None or obj.user_id != request.user.pk

    has_delete_permission = has_change_permission

    def get_actions(self, request):
        return {}  # deleting in bulk would pass by one's own row

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        _keep_staff_flag(obj.user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        _keep_staff_flag(obj.user)


def _keep_staff_flag(user: User) -> None:
    """After signing in, Django's own flag leads administrators here."""
    User.objects.filter(pk=user.pk, is_superuser=False).update(
        is_staff=Membership.objects.filter(user=user, role=Role.ADMINISTRATOR).exists()
    )
