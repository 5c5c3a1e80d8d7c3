"""What administrators write for messages to applicants: only what each way of sending can carry."""

import re

from django import forms
from django.core.exceptions import ValidationError

from dossiers.forms.fields import Text
from dossiers.models import MessageChannel
from dossiers.reads.message_templates import Preview, Purpose, previews, samples_of
from dossiers.wording.filling import SMS_MOST, ZALO_MOST, ZALO_TITLE, sms_plain
from dossiers.wording.messages import NEEDED, Worded

PARAGRAPHS = 4  # of a Zalo message
_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"https?:|www\.|[\w-]\.(?:vn|com|net|org|info|edu|gov|io|me|asia)\b", re.IGNORECASE)
_HINT = {
    MessageChannel.EMAIL: "Thư chỉ có chữ. Cuối thư, cổng tự ghi cách thôi nhận tin.",
    MessageChannel.SMS: f"Gửi đi không dấu, trên một dòng, nhiều nhất {SMS_MOST} ký tự.",
    MessageChannel.ZALO: f"Nhiều nhất {ZALO_MOST} ký tự và {PARAGRAPHS} đoạn, không có địa chỉ trang web.",
}


class TemplateForm(forms.Form):
    """subject: an e-mail's, or a Zalo message's title; SMS have none. previews: once valid, what would go out."""

    subject = Text(label="Tiêu đề", max_length=150, missing="Nhập tiêu đề.")
    text = Text(lines=True, label="Nội dung", max_length=2000, missing="Nhập nội dung của tin.")

    def __init__(self, data=None, *, purpose: Purpose, **options):
        super().__init__(data, **options)
        self.purpose, self.previews = purpose, list[Preview]()
        self.fields["text"].help_text = _HINT[MessageChannel(purpose.channel)]
        self.fields["text"].widget.attrs |= {"rows": 14 if purpose.channel == MessageChannel.EMAIL else 6}
        if not purpose.has_subject:
            del self.fields["subject"]
        elif purpose.channel == MessageChannel.ZALO:
            self.fields["subject"].help_text = f"Từ {ZALO_TITLE[0]} đến {ZALO_TITLE[1]} ký tự."
        for field in self.fields.values():
            field.widget.attrs["lang"] = purpose.language

    def clean_subject(self) -> str:
        return self._carried(self.cleaned_data["subject"])

    def clean_text(self) -> str:
        text = self._carried(self.cleaned_data["text"])
        if "{ma}" not in text:
            raise ValidationError("Nội dung phải có {ma}: người nhận cần biết tin nói về hồ sơ nào.")
        needed = NEEDED.get(self.purpose.occasion, {}).get(self.purpose.channel)
        if needed and f"{{{needed}}}" not in text:
            raise ValidationError(f"Nội dung phải có {{{needed}}}: người nhận cần nó để xác nhận.")
        return text

    def clean(self) -> dict:
        if not self.errors:
            self.previews = previews(self.purpose, self.written)
            self._judge_lengths()
        return self.cleaned_data

    @property
    def written(self) -> Worded:
        return Worded(self.cleaned_data.get("subject", ""), self.cleaned_data["text"])

    def _carried(self, text: str) -> str:
        """Refuses what is no placeholder of this purpose, and what its channel cannot carry."""
        allowed, channel = samples_of(self.purpose), self.purpose.channel
        for name in _IN_BRACES.findall(text):
            if name not in allowed:
                raise ValidationError(f"Mẫu tin này không có chỗ điền {{{name[:40]}}}. Chọn trong bảng các chỗ điền.")
        if set(_IN_BRACES.sub("", text)) & set("{}"):
            raise ValidationError("Dấu ngoặc nhọn chỉ dùng cho chỗ điền, ví dụ {ma}.")
        if channel != MessageChannel.EMAIL and _LINK.search(text):
            instead = "dùng {tra_cuu}" if "tra_cuu" in allowed else "bỏ địa chỉ đó"
            raise ValidationError(f"Tin này không được có địa chỉ trang web: {instead}.")
        if channel == MessageChannel.SMS:
            strange = next((letter for letter in text if not letter.isspace() and not sms_plain(letter)), None)
            if strange is not None:
                raise ValidationError(f"Tin nhắn SMS không gửi được ký tự “{strange}”. Bỏ đi hoặc viết bằng chữ.")
        if channel == MessageChannel.ZALO and len([part for part in text.split("\n") if part]) > PARAGRAPHS:
            raise ValidationError(f"Tin Zalo có nhiều nhất {PARAGRAPHS} đoạn.")
        return text

    def _judge_lengths(self) -> None:
        longest = max(self.previews, key=lambda one: len(one.text))
        if longest.is_too_long:
            self.add_error(
                "text",
                f"{longest.whose}, tin dài {len(longest.text)}/{longest.most} ký tự. Rút gọn nội dung.",
            )
        if self.purpose.channel == MessageChannel.ZALO:
            fewest, most = ZALO_TITLE
            wrong = next((one for one in self.previews if not fewest <= len(one.subject) <= most), None)
            if wrong is not None:
                self.add_error(
                    "subject",
                    f"{wrong.whose}, tiêu đề dài {len(wrong.subject)} ký tự; cần từ {fewest} đến {most} ký tự.",
                )
