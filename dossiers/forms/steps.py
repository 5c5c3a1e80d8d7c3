"""Which finished steps, which pair of agency and procedure: how the lists behind these figures are asked for."""

from django import forms

from agencies.models import Party
from dossiers.forms.lists import AgencyFilter


class StepFilter(AgencyFilter):
    """The same, and the step: who does it and what it is called ("": all that they do). Both come from a link."""

    party = forms.ChoiceField(choices=Party, widget=forms.HiddenInput)
    step = forms.CharField(max_length=120, required=False, strip=False, widget=forms.HiddenInput)

    @property
    def is_asked(self) -> bool:
        """The address names a step, and one that there can be."""
        return not {"party", "step"} & self.errors.keys()
