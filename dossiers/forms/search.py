"""The search box, and why somebody looks for a person."""

from django import forms

from dossiers.forms.fields import Text
from dossiers.forms.moves.plain import choice

WHY = {
    "asks": "Người nộp hỏi tại quầy hoặc gọi điện",
    "works": "Đang xử lý hồ sơ của người này",
    "oversees": "Kiểm tra, giám sát",
    "other": "Lý do khác",
}


class BoxForm(forms.Form):
    """Whatever was typed, pasted or scanned."""

    ma = Text(label="Tìm", max_length=300, missing="Nhập mã, tên, số điện thoại hoặc số giấy tờ cần tìm.")


class WhyForm(forms.Form):
    """Why a person is looked for; asked before anything is looked up."""

    why = choice("Vì sao Ông/Bà tìm người này?", WHY, "Chọn lý do tìm người này.")
    other = Text(label="Ghi rõ lý do (khi chọn “Lý do khác”)", max_length=200, required=False)

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("why") == "other" and "other" in said and not said["other"]:
            self.add_error("other", "Ghi rõ lý do tìm người này.")
        return said

    @property
    def reason(self) -> str:
        """In words, as it is written down."""
        why, other = self.cleaned_data["why"], self.cleaned_data["other"]
        return f"{WHY[why]}: {other}" if other else WHY[why]
