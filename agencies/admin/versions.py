"""The form of a version of rules: it makes room among the others, or says in one sentence why it cannot."""

import re
from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.db.models import Max

from agencies.admin.fields import LinesField, TermField
from agencies.models import Procedure, ProcedureRules, RuleStep
from agencies.models.versions import Span, cut_short, fault, made_room

SECOND_NEEDS_FIRST = "Có thời hạn lần hẹn 2 thì phải có thời hạn lần hẹn 1."
CUTOFF = "Giờ chốt nhận là 15:00, last_hour hoặc để trống."
_CUTOFF = re.compile(r"last_hour|([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class RulesForm(forms.ModelForm):
    """Must be cleaned and saved within one transaction: it locks the procedure, so that two never race for one day."""

    term = TermField(label="Thời hạn (lần hẹn 1)")
    second_term = TermField(label="Thời hạn lần hẹn 2")
    papers = LinesField(label="Thành phần hồ sơ", help_text="Mỗi dòng một giấy tờ.")

    class Meta:
        model = ProcedureRules
        fields = (
            "procedure", "case", "channel", "is_temporary", "valid_from", "valid_to", "term", "second_term", "cutoff",
            "stop_mode", "fee", "papers", "is_confirmed", "doubts", "legal_basis",
        )  # fmt: skip

    ended: Span | None = None  # the version before, as it will end

    def clean_cutoff(self) -> str:
        cutoff = self.cleaned_data["cutoff"]
        if cutoff and not _CUTOFF.fullmatch(cutoff):
            raise forms.ValidationError(CUTOFF)
        return cutoff

    def clean(self):
        data = super().clean()
        if self._now("second_term") and not self._now("term"):
            self._add_error("term", SECOND_NEEDS_FIRST)
        if not {"procedure", "case", "channel", "valid_from", "valid_to", "is_temporary"} & self.errors.keys():
            self._make_room(data)
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Overlaps are judged by `_make_room`, with the version before already ended; the kept rows still have it."""
        return super()._get_validation_exclusions() | {"is_temporary"}

    def settle(self, save: Callable[[], None]) -> None:
        """Write this version and the end of the one before, in the order in which the two never overlap."""
        if not self.instance.pk:
            last = self.instance.siblings().aggregate(last=Max("version"))["last"]
            self.instance.version = (last or 0) + 1
        if self.ended is None:
            save()
            return
        before = ProcedureRules.objects.filter(pk=self.ended.pk)
        grows = before.get().valid_to is not None and before.get().valid_to < self.ended.last
        if grows:
            save()
        before.update(valid_to=self.ended.last)
        if not grows:
            save()

    def _make_room(self, data: dict) -> None:
        procedure = self._now("procedure")
        Procedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
        wanted = ProcedureRules(
            pk=self.instance.pk, procedure=procedure, case=self._now("case"), channel=self._now("channel"),
            valid_from=self._now("valid_from"), valid_to=self._now("valid_to"),
            is_temporary=self._now("is_temporary"),
        )  # fmt: skip
        kept = [rules.span for rules in wanted.siblings()]
        new, ended = made_room(wanted.span, kept)
        others = [span for span in kept if span.pk != new.pk and (ended is None or span.pk != ended.pk)]
        wrong = fault(new, [*others, ended] if ended else others) or cut_short(new, kept)
        if wrong is not None:
            self._add_error(wrong.field, wrong.sentence)
            return
        self.ended = ended
        if new.last != wanted.valid_to:
            data["valid_to"] = new.last

    def _now(self, name: str):
        """What this field will hold: as typed, or as kept when the page shows it read-only."""
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)

    def _add_error(self, field: str, sentence: str) -> None:
        self.add_error(field if field in self.fields else "valid_to", sentence)


def copied(rules: ProcedureRules, **changes) -> ProcedureRules:
    """A kept copy with the next number, and the same steps."""
    steps = list(rules.steps.all())
    made = ProcedureRules.objects.get(pk=rules.pk)
    last = rules.siblings().aggregate(last=Max("version"))["last"]
    for name, value in {"pk": None, "version": last + 1, **changes}.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    lay_down(steps, made)
    return made


def lay_down(steps: list[RuleStep], rules: ProcedureRules) -> None:
    """The same steps for another version."""
    for step in steps:
        step.pk, step.rules = None, rules
    RuleStep.objects.bulk_create(steps)


def steps_of_the_one_before(rules: ProcedureRules) -> list[RuleStep]:
    """The steps of the permanent version that counted, or would count, on the first day of this one."""
    others = rules.siblings().filter(is_temporary=False, valid_from__lte=rules.valid_from).exclude(pk=rules.pk)
    before = others.order_by("-valid_from").first()
    return list(before.steps.all()) if before else []


def next_version(rules: ProcedureRules, tomorrow) -> ProcedureRules | None:
    """A copy that takes over tomorrow; None unless this is the last permanent version and counts today and tomorrow."""
    Procedure.objects.select_for_update(no_key=True).get(pk=rules.procedure_id)
    rules.refresh_from_db()
    permanent = rules.siblings().filter(is_temporary=False)
    today = tomorrow - timedelta(days=1)
    if rules.is_temporary or permanent.latest("valid_from").pk != rules.pk or rules.valid_from > today:
        return None
    if rules.valid_to is not None and rules.valid_to < tomorrow:
        return None
    ProcedureRules.objects.filter(pk=rules.pk).update(valid_to=today)
    return copied(rules, valid_from=tomorrow, valid_to=rules.valid_to)


def temporary_version(rules: ProcedureRules, day) -> ProcedureRules | None:
    """A copy for one day, to be changed before it begins; None when it would stand on nothing or on another one."""
    Procedure.objects.select_for_update(no_key=True).get(pk=rules.procedure_id)
    span = Span(day, day, True)
    if fault(span, [other.span for other in rules.siblings()]):
        return None
    return copied(rules, valid_from=day, valid_to=day, is_temporary=True)
