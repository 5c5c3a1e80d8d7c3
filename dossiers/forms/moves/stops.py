"""Stopping the clock by hand, and letting it run again."""

from django.utils import timezone

from dossiers.forms.fields import Day, Hour, Text, local
from dossiers.forms.moves.plain import PlainMove, choice, why
from dossiers.models import BY_HAND
from dossiers.wording import PAUSE_GROUND, REFUSED


class _Since(PlainMove):
    """A move that may have happened a little earlier; the action judges how much."""

    def moment(self):
        """What was typed, None for now."""
        hour = self.cleaned_data["hour"]
        return hour and local(self.cleaned_data["day"] or timezone.localdate(), hour)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("day") and "hour" in data and data["hour"] is None:
            self.add_error("hour", "Ghi cả giờ, ví dụ 08:30.")
        return data


def _hour(label: str) -> Hour:
    return Hour(
        label=label, max_length=8, required=False,
        help_text="Ví dụ: 08:30. Để trống là ngay bây giờ; chỉ ghi lùi được đến đầu giờ làm việc hôm nay.",
    )  # fmt: skip


def _day() -> Day:
    return Day(label="Ngày", max_length=10, required=False, help_text="Để trống là hôm nay.")


class PauseForm(_Since):
    """On what ground, by which document, why, since when."""

    ground = choice("Căn cứ tạm dừng", {ground.value: PAUSE_GROUND[ground] for ground in BY_HAND}, REFUSED["ground"])
    document = Text(
        label="Văn bản làm căn cứ", max_length=200, required=False,
        help_text="Số và ngày văn bản, ví dụ 15/SXD-QLXD ngày 05/02/2026.",
    )  # fmt: skip
    reason = why("Lý do", REFUSED["pause_reason"], hint="Viết cho người nộp đọc hiểu: chờ gì, ở đâu.")
    hour = _hour("Tạm dừng từ lúc")
    day = _day()

    def values(self) -> dict:
        data = self.cleaned_data
        asked = {key: data[key] for key in ("version", "ground", "document", "reason")}
        return {**asked, "since": self.moment()}


class ResumeForm(_Since):
    """Since when it runs again."""

    hour = _hour("Tiếp tục từ lúc")
    day = _day()

    def values(self) -> dict:
        return {"version": self.cleaned_data["version"], "at": self.moment()}
