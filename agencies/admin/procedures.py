"""Procedures and the versions of their rules. What a dossier was promised is not rewritten."""

from copy import copy
from datetime import timedelta

from django.contrib import admin, messages
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator

from agencies.admin.door import FindPlain, Inside
from agencies.models import Procedure, ProcedureRules, RuleStep
from agencies.worktime import Term


class HasDoubts(admin.SimpleListFilter):
    title = "điều cần xác nhận"
    parameter_name = "con_ngo"

    def lookups(self, request, model_admin):
        return [("co", "Còn điều cần xác nhận"), ("khong", "Không còn")]

    def queryset(self, request, queryset):
        match self.value():
            case "co":
                return queryset.exclude(doubts="")
            case "khong":
                return queryset.filter(doubts="")
        return queryset


@admin.register(Procedure)
class ProcedureAdmin(FindPlain, Inside, admin.ModelAdmin):
    list_display = ["code", "short_name", "field", "level", "department", "is_sensitive", "is_active"]
    list_filter = ["is_active", "is_sensitive", "level", "field"]
    list_select_related = ["department"]
    ordering = ["field", "name", "pk"]
    search_fields = plain_fields = ("code", "name")
    search_help_text = "Mã hoặc tên thủ tục (có dấu hoặc không dấu)"
    autocomplete_fields = ["department"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @admin.display(description="tên thủ tục", ordering="name")
    def short_name(self, procedure):
        return Truncator(procedure.name).chars(110)


class RuleStepInline(Inside, admin.TabularInline):
    model = RuleStep
    extra = 0

    def has_add_permission(self, request, obj=None):
        return obj is None or not _has_begun(obj)

    def has_change_permission(self, request, obj=None):
        return obj is None or not _has_begun(obj)

    has_delete_permission = has_change_permission


@transaction.atomic
def _next_version(rules: ProcedureRules) -> ProcedureRules | None:
    """A copy that takes over tomorrow; None unless this version is the last one and in force today."""
    today = timezone.localdate()
    same = ProcedureRules.objects.filter(procedure=rules.procedure, case=rules.case, channel=rules.channel)
    last = same.select_for_update().latest("version")
    if last.pk != rules.pk or not same.in_force(on=today).filter(pk=rules.pk).exists():
        return None
    steps = list(rules.steps.all())
    ended = rules.valid_to
    same.filter(pk=rules.pk).update(valid_to=today)
    made = copy(rules)
    made.pk, made.version, made.valid_from, made.valid_to = None, rules.version + 1, today + timedelta(days=1), ended
    made.save(force_insert=True)
    for step in steps:
        step.pk, step.rules = None, made
    RuleStep.objects.bulk_create(steps)
    return made


def _has_begun(rules: ProcedureRules) -> bool:
    """Dossiers may have been received under it: a promise. Asking them would mean reading them all."""
    return rules.valid_from <= timezone.localdate()


@admin.register(ProcedureRules)
class ProcedureRulesAdmin(FindPlain, Inside, admin.ModelAdmin):
    list_display = [
        "procedure_code", "procedure_name", "channel", "version", "valid_from", "valid_to", "term_in_words", "fee",
        "is_confirmed", "short_doubts",
    ]  # fmt: skip
    list_filter = ["is_confirmed", HasDoubts, "channel", "stop_mode", "procedure__field"]
    list_select_related = ["procedure"]
    list_per_page = 50
    ordering = ["procedure__code", "case", "channel", "-version", "pk"]
    search_fields = plain_fields = ("procedure__code", "procedure__name", "case")
    search_help_text = "Mã hoặc tên thủ tục (có dấu hoặc không dấu)"
    autocomplete_fields = ["procedure"]
    inlines = [RuleStepInline]
    actions = ["make_next_version"]
    STILL_OPEN = ("valid_to", "is_confirmed", "doubts")

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ["source_text"]
        if not _has_begun(obj):
            return ["procedure", "case", "channel", "version", "source_text"]
        return [f.name for f in obj._meta.fields if f.editable and f.name not in self.STILL_OPEN and f.name != "id"]

    @admin.action(description="Lập phiên bản mới, áp dụng từ ngày mai")
    def make_next_version(self, request, queryset):
        """Rules in force are not rewritten: a copy, to be changed today, takes over tomorrow."""
        for rules in queryset.select_related("procedure"):
            made = _next_version(rules)
            if made is None:
                self.message_user(request, f"{rules}: không phải phiên bản đang áp dụng sau cùng.", messages.WARNING)
                continue
            self.log_change(request, rules, "Hết áp dụng hôm nay, có phiên bản mới.")
            self.log_addition(request, made, "Chép từ phiên bản trước.")
            self.message_user(request, f"Đã lập {made}, áp dụng từ {made.valid_from:%d/%m/%Y}. Hãy mở để sửa.")

    @admin.display(description="mã thủ tục", ordering="procedure__code")
    def procedure_code(self, rules):
        return rules.procedure.code

    @admin.display(description="tên thủ tục", ordering="procedure__name")
    def procedure_name(self, rules):
        name = Truncator(rules.procedure.name).chars(80)
        return f"{name} – {rules.case}" if rules.case else name

    @admin.display(description="thời hạn")
    def term_in_words(self, rules):
        return Term.parse(rules.term).in_words() if rules.term else "chưa có"

    @admin.display(description="điều cần xác nhận", ordering="doubts")
    def short_doubts(self, rules):
        return Truncator(rules.doubts).chars(120)
