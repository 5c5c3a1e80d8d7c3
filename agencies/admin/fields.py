"""Fields that people fill in with words, for columns that keep lists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agencies import published
from agencies.worktime import Term

LONGEST = 10_000


class TermField(forms.CharField):
    """A term in words, "15 ngày và 8 ngày làm việc", kept as `[[amount, unit], …]`; None when left empty."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": 100, "help_text": published.HOW_TO_WRITE, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return Term.parse(value).in_words() if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            raw = published.read_words(text)
            Term.parse(raw)
        except ValueError as fault:  # Unreadable and BadTerm are one sentence each
            raise ValidationError(str(fault)) from fault
        return raw

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class LinesField(forms.CharField):
    """Names, one a line, kept as a list."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": LONGEST, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
