"""What is looked for among procedures, checked. Errors are keys of `wording.procedures.PROCEDURES_WRONG`."""

from django import forms
from django.core.exceptions import ValidationError

from dossiers.forms.fields import Text

LONGEST = 200  # characters
FIRST_PAGE = 1


class ProcedureSearch(forms.Form):
    """q: words or a code. linh_vuc: a field by its name. noi: the kind of agency that decides. trang: the page."""

    q = Text(required=False, max_length=LONGEST)
    linh_vuc = Text(required=False)
    noi = Text(required=False)
    trang = forms.IntegerField(required=False, min_value=FIRST_PAGE)

    def __init__(self, data, *, fields, kinds):
        super().__init__(data)
        self._known = {"linh_vuc": fields, "noi": kinds}

    def clean_linh_vuc(self) -> str:
        return self._one_of("linh_vuc")

    def clean_noi(self) -> str:
        return self._one_of("noi")

    def _one_of(self, name: str) -> str:
        value = self.cleaned_data[name]
        if value and value not in self._known[name]:
            raise ValidationError(name)
        return value

    @property
    def page(self) -> int:
        """Which page is asked for; the first for what is no page."""
        return self.cleaned_data.get("trang") or FIRST_PAGE

    @property
    def wrong(self) -> list[str]:
        """The fields to mend, in order."""
        return [name for name in self.fields if name in self.errors and name != "trang"]
