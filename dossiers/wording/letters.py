"""The official forms and the slips in daily use: title, number and legal basis of each, by the day they count from.

TT 03/2025/TT-VPCP (15 September 2025) replaced the forms of TT 01/2018/TT-VPCP; a letter keeps the basis and the
template by which it was made. A layout that changes gets a file of its own under templates/letters, named from that
day on; the old file stays for the letters that name it. Forms 05 and the slips have no layout in these texts; theirs
follows NĐ 30/2020/NĐ-CP.
"""

from datetime import date
from typing import NamedTuple

_2018 = "Thông tư số 01/2018/TT-VPCP"
_2025 = "Thông tư số 03/2025/TT-VPCP"
_2020 = "Nghị định số 30/2020/NĐ-CP"
_FROM_2018, _FROM_2025 = date(2018, 11, 23), date(2025, 9, 15)


class Form(NamedTuple):
    """since: for letters of this day and later. number: as the annex counts it, "" for a slip. sign: in its number.

    template: the file of templates/letters that sets it, without ".typ".
    """

    since: date
    basis: str
    number: str
    sign: str
    template: str
    title: str


# By the kind of letter (models.LetterKind), oldest first.
FORMS: dict[str, tuple[Form, ...]] = {
    "receipt": (
        Form(_FROM_2018, _2018, "Mẫu số 01", "", "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        Form(_FROM_2025, _2025, "Mẫu số 01", "", "receipt", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    ),
    "supplement": (
        Form(_FROM_2018, _2018, "Mẫu số 02", "PBS", "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        Form(_FROM_2025, _2025, "Mẫu số 02", "PBS", "supplement", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    ),
    "refusal": (
        Form(_FROM_2018, _2018, "Mẫu số 03", "PTC", "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        Form(_FROM_2025, _2025, "Mẫu số 03", "PTC", "refusal", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    ),
    "apology": (
        Form(_FROM_2018, _2018, "Mẫu số 04", "PXL", "apology", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        Form(
            _FROM_2025, _2025, "Mẫu số 04", "PXL", "apology",
            "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết hồ sơ",
        ),
    ),
    "stopping": (Form(_FROM_2025, _2025, "Mẫu số 05", "TBD", "stopping", "Thông báo dừng giải quyết hồ sơ"),),
    "control": (
        Form(_FROM_2018, _2018, "Mẫu số 05", "PKS", "control", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        Form(_FROM_2025, _2025, "Mẫu số 06", "PKS", "control", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    ),
    "register": (
        Form(_FROM_2018, _2018, "Mẫu số 06", "STD", "register", "Sổ theo dõi hồ sơ"),
        Form(_FROM_2025, _2025, "Mẫu số 07", "STD", "register", "Sổ theo dõi hồ sơ"),
    ),
    "passing": (Form(_FROM_2018, _2020, "", "GBG", "passing", "Giấy bàn giao hồ sơ"),),
    "urge": (Form(_FROM_2018, _2020, "", "PĐĐ", "urge", "Phiếu đôn đốc giải quyết hồ sơ"),),
    "result": (Form(_FROM_2018, _2020, "", "BNKQ", "result", "Giấy biên nhận trả kết quả"),),
}  # fmt: skip

# As buttons and lists call them.
SHORT: dict[str, str] = {
    "receipt": "Giấy tiếp nhận và hẹn trả kết quả",
    "supplement": "Phiếu yêu cầu bổ sung",
    "refusal": "Phiếu từ chối",
    "apology": "Văn bản xin lỗi",
    "stopping": "Thông báo dừng giải quyết",
    "control": "Phiếu kiểm soát",
    "register": "Sổ theo dõi hồ sơ",
    "passing": "Giấy bàn giao hồ sơ",
    "urge": "Phiếu đôn đốc",
    "result": "Giấy biên nhận trả kết quả",
}


# How the paper by which somebody stands in for the applicant begins among the dossier's papers.
AUTHORITY = "Giấy tờ ủy quyền: "
# After these events (models.EventKind) the slip in the applicant's hand says something else than the dossier.
RENEWED_FOR = {
    "corrected": "sửa thông tin người nộp",
    "reissued": "mã biên nhận mới, mã cũ không còn dùng được",
    "redirected": "chuyển đúng cơ quan giải quyết",
    "payment_confirmed": "hẹn lần 2 sau khi hoàn thành nghĩa vụ tài chính",
}


def form_of(kind: str, day: date) -> Form:
    """The form that counts for letters of this day; the oldest for days before any."""
    forms = FORMS[kind]
    return next((form for form in reversed(forms) if form.since <= day), forms[0])
