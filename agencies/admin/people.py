"""People, their accounts, and the roles they have in agencies. Nobody gives a role to themselves."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path

from agencies.admin import keys
from agencies.admin.door import Inside
from agencies.admin.lockout import LAST, ONESELF, first_day_without, is_last_administrator, is_last_role
from agencies.models import Account, Membership, Role

NAME_HINT = "Chữ cái, chữ số và các dấu @ . + - _; nhiều nhất 150 ký tự."


class MembershipForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        agency, unit = cleaned.get("agency"), cleaned.get("unit")
        if agency and unit and unit.agency_id != agency.pk:
            self.add_error("unit", "Đơn vị này không thuộc cơ quan đã chọn.")
        if {"role", "user"} & set(self.changed_data) and self.instance.pk:
            kept = Membership.objects.select_related("user").get(pk=self.instance.pk)
            if is_last_role(kept):
                self.add_error("role", LAST)
        return cleaned


class MembershipFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        for form in self.initial_forms:
            if self._should_delete_form(form) and is_last_role(form.instance):
                raise forms.ValidationError(LAST)


class MembershipInline(Inside, admin.TabularInline):
    model = Membership
    form = MembershipForm
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ["agency", "unit"]

    def has_add_permission(self, request, obj=None):
        return obj != request.user

    def has_change_permission(self, request, obj=None):
        return obj != request.user

    has_delete_permission = has_change_permission


class AccountForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        ends = first_day_without(cleaned.get("valid_from"), cleaned.get("valid_to"))
        if ends and self.instance.user_id and is_last_administrator(self.instance.user, on=ends):
            self.add_error("valid_to" if cleaned.get("valid_to") else "valid_from", LAST)
        return cleaned


class AccountInline(Inside, admin.StackedInline):
    model = Account
    form = AccountForm
    fields = ["valid_from", "valid_to", "must_change_password"]
    can_delete = False
    verbose_name_plural = "Hiệu lực và mật khẩu"

    def has_add_permission(self, request, obj=None):
        return obj != request.user

    has_change_permission = has_add_permission


class NewPersonForm(forms.ModelForm):
    """Without a password: nobody but the person ever knows it."""

    class Meta:
        model = User
        fields = ["username", "last_name", "first_name", "email"]
        help_texts = {"username": NAME_HINT}

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class PersonForm(forms.ModelForm):
    class Meta:
        labels = {"email": "Thư điện tử", "is_active": "Đang hoạt động"}
        help_texts = {
            "username": NAME_HINT,
            "is_active": "Bỏ chọn để khóa tài khoản; các phiên làm việc đang mở kết thúc ngay.",
        }

    def clean_is_active(self):
        active = self.cleaned_data["is_active"]
        if not active and is_last_administrator(self.instance):
            raise forms.ValidationError(LAST)
        return active


@admin.register(User)
class PersonAdmin(Inside, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None  # Django's own speaks of a password
    change_form_template = "admin/person.html"
    list_display = ["username", "last_name", "first_name", "email", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role"]
    list_display_links = ["username", "last_name", "first_name"]
    search_help_text = "Tên đăng nhập, họ tên hoặc thư điện tử"
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets = [
        (None, {
            "fields": ["username", "last_name", "first_name", "email"],
            "description": "Sau khi lưu, mở trang của người này và tạo đường dẫn đặt mật khẩu để trao cho họ.",
        }),
    ]  # fmt: skip
    fieldsets = [
        (None, {"fields": ["username"]}),
        ("Người dùng", {"fields": ["last_name", "first_name", "email", "is_active"]}),
        ("Thời gian", {"fields": ["last_login", "date_joined"]}),
    ]
    inlines = [MembershipInline, AccountInline]

    def get_queryset(self, request):
        """Superusers are the operators' own and are kept by `manage.py createsuperuser`, not from here."""
        return super().get_queryset(request).filter(is_superuser=False)

    def get_urls(self):
        """Django's page where one person sets another's password is not among them."""
        ours = [
            path(f"<int:pk>/{slug}/", self.admin_site.admin_view(view), {"people": self}, name=f"person-{slug}")
            for slug, view in keys.PAGES.items()
        ]
        return [*ours, *(url for url in super().get_urls() if url.name != "auth_user_password_change")]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "is_active"] if obj == request.user else self.readonly_fields

    def get_fieldsets(self, request, obj=None):
        first, *rest = super().get_fieldsets(request, obj)
        return [(first[0], {**first[1], "description": ONESELF}), *rest] if obj == request.user else [first, *rest]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["is_oneself"] = obj == request.user
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        Account.objects.get_or_create(user=form.instance)
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

    @transaction.atomic
    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is not None and is_last_role(row):
            messages.error(request, LAST)
            return redirect("admin:agencies_membership_change", row.pk)
        return super().delete_view(request, object_id, extra_context)

    def save_model(self, request, obj, form, change):
        before = Membership.objects.select_related("user").filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        for user in {obj.user, before.user if before else obj.user}:
            _keep_staff_flag(user)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        _keep_staff_flag(obj.user)


def _keep_staff_flag(user: User) -> None:
    """After signing in, Django's own flag leads administrators here."""
    User.objects.filter(pk=user.pk, is_superuser=False).update(
        is_staff=Membership.objects.filter(user=user, role=Role.ADMINISTRATOR).exists()
    )
