"""What each status means in general, for the page of help; the status page says it of one dossier."""

from django.utils.translation import gettext_noop as n_

from dossiers.workflow import Status

MEANING: dict[Status, str] = {
    Status.SUBMITTED: n_("Hồ sơ đã đến cơ quan và đang được kiểm tra để tiếp nhận. Chưa có ngày hẹn trả."),
    Status.ACCEPTED: n_("Hồ sơ đủ giấy tờ, đã có mã và ngày hẹn trả, đang được chuyển đến nơi giải quyết."),
    Status.NOT_ACCEPTED: n_("Cơ quan không nhận hoặc từ chối giải quyết hồ sơ. Lý do ghi trong Phiếu từ chối."),
    Status.PROCESSING: n_("Cơ quan đang giải quyết. Trang tình trạng cho biết hồ sơ ở bước nào, tại đâu."),
    Status.SUPPLEMENT: n_("Cơ quan chờ Ông/Bà nộp thêm hoặc sửa giấy tờ theo Phiếu yêu cầu bổ sung."),
    Status.PAYMENT: n_("Cơ quan chờ Ông/Bà nộp phí, lệ phí hoặc thuế rồi mới giải quyết tiếp."),
    Status.WITHDRAWN: n_("Người nộp đã yêu cầu rút hồ sơ. Việc giải quyết kết thúc."),
    Status.STOPPED: n_("Cơ quan đã dừng giải quyết. Lý do ghi trong Thông báo dừng giải quyết."),
    Status.DONE: n_("Đã có kết quả, chờ Ông/Bà đến nhận. Kết quả cũng có thể là văn bản từ chối."),
    Status.RETURNED: n_("Ông/Bà, hoặc người được ủy quyền, đã nhận kết quả."),
}
