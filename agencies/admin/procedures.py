"""Procedures and the versions of their rules. What a dossier was promised is not rewritten."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import Truncator

from agencies.admin import versions
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


def _has_begun(rules: ProcedureRules) -> bool:
    """Dossiers may have been received under it: a promise. Asking them would mean reading them all.

    A dossier is received under a version that is in force that day, so one that has not begun is nobody's yet.
    """
    return rules.valid_from <= timezone.localdate()


@admin.register(ProcedureRules)
class ProcedureRulesAdmin(FindPlain, Inside, admin.ModelAdmin):
    form = versions.RulesForm
    list_display = [
        "procedure_code", "procedure_name", "channel", "version", "valid_from", "valid_to", "is_temporary",
        "term_in_words", "fee", "is_confirmed", "short_doubts",
    ]  # fmt: skip
    list_filter = ["is_confirmed", HasDoubts, "is_temporary", "channel", "stop_mode", "procedure__field"]
    list_select_related = ["procedure"]
    list_per_page = 50
    ordering = ["procedure__code", "case", "channel", "-version", "pk"]
    search_fields = plain_fields = ("procedure__code", "procedure__name", "case")
    search_help_text = "Mã hoặc tên thủ tục (có dấu hoặc không dấu)"
    autocomplete_fields = ["procedure"]
    inlines = [RuleStepInline]
    actions = ["make_next_version", "make_temporary_version"]
    IN_WORDS = {"term": "term_in_words", "second_term": "second_term_in_words", "papers": "papers_in_lines"}
    STILL_OPEN = ("valid_to", "is_confirmed", "doubts")

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ["version", "source_text"]
        if not _has_begun(obj):
            return ["procedure", "case", "channel", "version", "is_temporary", "source_text"]
        names = [f.name for f in obj._meta.fields if f.editable and f.name not in self.STILL_OPEN and f.name != "id"]
        return [self.IN_WORDS.get(name, name) for name in names]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """What is shown in words is not asked for as well."""
        form = super().get_form(request, obj, change, **kwargs)
        shown = self.get_readonly_fields(request, obj)
        for name, words in self.IN_WORDS.items():
            if words in shown:
                form.base_fields.pop(name, None)
        return form

    def save_model(self, request, obj, form, change):
        """The version before ends the day before; the number counts up."""
        form.settle(lambda: super(ProcedureRulesAdmin, self).save_model(request, obj, form, change))
        if form.ended is None:
            return
        before = ProcedureRules.objects.select_related("procedure").get(pk=form.ended.pk)
        self.log_change(request, before, f"Hết áp dụng {before.valid_to:%d/%m/%Y}, bản sau tiếp nối.")
        self.message_user(request, f"{before} hết áp dụng ngày {before.valid_to:%d/%m/%Y}.")
        if not change and _has_begun(obj):
            self.message_user(request, "Hồ sơ đã nhận trước khi lập phiên bản này giữ quy định cũ.", messages.WARNING)

    def save_related(self, request, form, formsets, change):
        """Steps that nobody typed are those of the version before."""
        super().save_related(request, form, formsets, change)
        rules = form.instance
        if not change and not rules.steps.exists():
            versions.lay_down(versions.steps_of_the_one_before(rules), rules)

    @admin.action(description="Lập phiên bản mới, áp dụng từ ngày mai")
    def make_next_version(self, request, queryset):
        """Rules in force are not rewritten: a copy, to be changed today, takes over tomorrow."""
        refused = "không phải phiên bản đang áp dụng sau cùng"
        for rules, made in self._made(queryset, versions.next_version, request, refused):
            self.log_change(request, rules, "Hết áp dụng hôm nay, có phiên bản mới.")
            self.message_user(request, f"Đã lập {made}, áp dụng từ {made.valid_from:%d/%m/%Y}. Hãy mở để sửa.")

    @admin.action(description="Lập phiên bản tạm thời cho ngày mai")
    def make_temporary_version(self, request, queryset):
        """A copy that goes before the permanent version while it lasts."""
        refused = "không lập được bản tạm thời cho ngày mai (không có bản thường, hoặc đã có bản tạm thời)"
        for _rules, made in self._made(queryset, versions.temporary_version, request, refused):
            self.message_user(request, f"Đã lập {made}, tạm thời cho {made.valid_from:%d/%m/%Y}. Hãy mở để sửa.")

    def _made(self, queryset, make, request, refused: str):
        """(rules, the copy made of them), one transaction each; a warning for those of which none can be made."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        for rules in queryset.select_related("procedure"):
            with transaction.atomic():
                made = make(rules, tomorrow)
            if made is None:
                self.message_user(request, f"{rules}: {refused}.", messages.WARNING)
                continue
            self.log_addition(request, made, "Chép từ phiên bản trước.")
            yield rules, made

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

    @admin.display(description="thời hạn lần hẹn 2")
    def second_term_in_words(self, rules):
        return Term.parse(rules.second_term).in_words() if rules.second_term else "không có"

    @admin.display(description="thành phần hồ sơ")
    def papers_in_lines(self, rules):
        return "\n".join(rules.papers) or "chưa có"

    @admin.display(description="điều cần xác nhận", ordering="doubts")
    def short_doubts(self, rules):
        return Truncator(rules.doubts).chars(120)
