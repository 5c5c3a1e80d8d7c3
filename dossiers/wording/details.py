"""Words for what the last digits open: who looked, where and how to pay, which letters cannot be shown any more."""

from django.utils.translation import gettext_noop as n_

# How somebody of an agency saw the dossier's personal data, by models.AccessKind.
LOOKED: dict[str, str] = {
    "viewed": n_("mở xem hồ sơ"),
    "printed": n_("in giấy tờ của hồ sơ"),
    "searched": n_("tìm người nộp"),
    "remembered": n_("dùng lại thông tin đã khai để lập hồ sơ khác"),
    "downloaded": n_("tải tệp đính kèm"),
    "removed": n_("gỡ tệp đính kèm"),
    "exported": n_("xuất danh sách có hồ sơ này"),
}
LOOKED_FROM_NOWHERE = n_("Cơ quan chưa xác định")
LOOKED_BEFORE = n_("và %(n)s lần trước đó")

# Kept beside the letter that stands.
LETTER_REPLACES = n_("Thay bản in ngày %(day)s.")
LETTER_ENDED = n_("Giấy này không còn hiệu lực: việc ghi trong giấy đã được hủy.")
LETTER_OUTDATED = n_(
    "Giấy này in trước khi sửa thông tin người nộp hoặc cấp lại mã. Ông/Bà đề nghị Bộ phận Một cửa in bản mới."
)

PAY_TAX_FOR = n_("Nghĩa vụ tài chính theo thông báo của cơ quan thuế")
PAY_FEE_FOR = n_("Phí, lệ phí giải quyết hồ sơ")
PAY_BY_TAX = n_(
    "Ông/Bà nộp tiền theo thông báo của cơ quan thuế, rồi mang chứng từ nộp tiền và giấy tờ tùy thân đến %(place)s."
)
PAY_BY_FEE = n_("Ông/Bà mang Giấy tiếp nhận và giấy tờ tùy thân đến %(place)s để nộp, và nhớ lấy biên lai.")
AMOUNT_UNKNOWN = n_("Chưa có thông báo số tiền. Cơ quan thuế gửi thông báo cho Ông/Bà.")
BRING_PAPERS = n_("Ông/Bà mang giấy tờ bổ sung cùng Phiếu yêu cầu bổ sung đến %(place)s.")

DIGITS_FIRST = n_("Ông/Bà nhập 4 số cuối ở đây trước, rồi chọn lại giấy cần xem ở phần chi tiết.")
