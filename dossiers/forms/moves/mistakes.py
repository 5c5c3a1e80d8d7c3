"""Mistakes set right: what was wrong, and why, for the supervisor who looks at it afterwards."""

from dossiers.actions.intake import KEPT_AS
from dossiers.forms.applicants import ApplicantFields
from dossiers.forms.moves.hands import one_of
from dossiers.forms.moves.plain import PlainMove, choice, why
from dossiers.reads import deciders
from dossiers.wording import REFUSED, VOID_REASON


class CorrectionForm(PlainMove, ApplicantFields):
    """The applicant's data as they are now, to be written over; each field says what stands there."""

    reason = why(
        "Lý do sửa", REFUSED["mistake_reason"], hint="Ví dụ: ghi nhầm số điện thoại, người nộp báo lại tại quầy."
    )

    def lay_out(self) -> None:
        for name, kept in KEPT_AS.items():
            stands = getattr(self.desk.dossier, kept)
            self.initial[name] = stands
            self.fields[name].help_text = f"Đang ghi: {stands or 'để trống'}"

    def values(self) -> dict:
        data = self.cleaned_data
        return {"version": data["version"], "applicant": self.applicant(), "reason": data["reason"]}


class ReissueForm(PlainMove):
    """By which paper the person who lost the receipt was known."""

    reason = why(
        "Giấy tờ đã kiểm tra, lý do cấp lại", "Ghi giấy tờ đã kiểm tra và lý do cấp lại mã.",
        hint="Ví dụ: người nộp mất Giấy tiếp nhận; đã đối chiếu căn cước công dân với hồ sơ.",
    )  # fmt: skip


class VoidForm(PlainMove):
    """What kind of mistake it was, and what happened."""

    reason_class = choice("Nhầm ở đâu", VOID_REASON, REFUSED["reason_class"])
    reason = why(
        "Giải thích", REFUSED["mistake_reason"],
        hint="Ghi rõ để lãnh đạo xem lại được; nếu đã tiếp nhận lại thì ghi mã của hồ sơ đúng. "
        "Người nộp không đọc phần này.",
    )  # fmt: skip


class RedirectForm(PlainMove):
    """To which agency, and why it is that one's."""

    to = one_of("Cơ quan giải quyết", "Chọn một cơ quan trong danh sách.")
    reason = why("Lý do", REFUSED["mistake_reason"], hint="Ví dụ: công trình thuộc địa bàn phường Cao Lãnh.")

    def lay_out(self) -> None:
        self.fields["to"].queryset = deciders.instead_of(self.desk.dossier)
