"""What is put into a dossier beside its moves: a note, a file; and why a file is taken out."""

from django import forms

from dossiers.actions.notes import LONGEST
from dossiers.forms.fields import Text
from dossiers.wording import REFUSED


class NoteForm(forms.Form):
    text = Text(
        lines=True, label="Ghi chú mới", max_length=LONGEST, missing=REFUSED["note_empty"],
        help_text="Chỉ cán bộ đọc được. Ghi chú không làm thay đổi hồ sơ và không tính là đã xử lý.",
    )  # fmt: skip


class FileForm(forms.Form):
    file = forms.FileField(
        label="Thêm tệp",
        allow_empty_file=True,  # the action says what is wrong with it
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text="Tệp PDF, JPG hoặc PNG, không quá 10 MB.",
        error_messages={"required": "Chọn một tệp.", "invalid": "Chọn một tệp.", "missing": "Chọn một tệp."},
    )


class RemovalForm(forms.Form):
    reason = Text(
        lines=True, label="Lý do gỡ tệp", max_length=500, missing=REFUSED["file_reason"],
        help_text="Ví dụ: tải nhầm tệp của hồ sơ khác.",
    )  # fmt: skip
