"""What people write in the sample: reasons behind moves. No names."""

from dossiers.models import DelayKind
from dossiers.workflow import Move

REASONS = {
    Move.REFUSE: ("Không thuộc thẩm quyền của cơ quan.", "Thiếu giấy tờ bắt buộc, người nộp xin về bổ sung."),
    Move.RETURN_STEP: ("Cần làm rõ số liệu trước khi ký.", "Dự thảo kết quả ghi sai thông tin, đề nghị sửa lại."),
    Move.PERMIT_SUPPLEMENT: ("Giấy tờ bổ sung lần đầu đã hết hiệu lực.", "Phát sinh yêu cầu khi thẩm tra thực tế."),
    Move.PAUSE: ("Chờ kết quả đo đạc, kiểm tra thực địa.", "Chờ văn bản trả lời của cơ quan phối hợp."),
    Move.PASS_ON: ("Chuyển đúng phòng phụ trách lĩnh vực.", "Người thụ lý được điều động, chuyển phòng khác."),
    Move.WITHDRAW: ("Người nộp có đơn xin rút hồ sơ.", "Người nộp đề nghị rút để chuẩn bị lại giấy tờ."),
    Move.STOP: ("Theo đề nghị của người nộp.", "Có tranh chấp, phải chờ giải quyết."),
    Move.DECLINE: ("Chưa đủ điều kiện theo quy định.", "Thông tin trong giấy tờ không đúng thực tế."),
}
CLASSES = {
    Move.WITHDRAW: ("no_need", "file_again"), Move.STOP: ("at_request", "dispute"),
    Move.DECLINE: ("conditions", "untrue"),
}  # fmt: skip
UNANSWERED = "Quá hạn mà người nộp không bổ sung giấy tờ."
BY_POST = "Ngày nhận ghi trên bì thư bưu điện."
SUPPLEMENTS = ("Bản chụp chưa rõ, cần bản sao có chứng thực.", "Thiếu giấy tờ theo thành phần hồ sơ.")
APOLOGIES = (
    "Hồ sơ cần xác minh thêm tại thực địa nên chưa xong đúng hẹn.",
    "Số hồ sơ tăng cao trong tháng, cơ quan chưa giải quyết kịp.",
)
# Why dossiers are late: (how often, among all; texts).
DELAYS: dict[DelayKind, tuple] = {
    DelayKind.LOAD: (
        6, "Hồ sơ dồn vào cuối tháng, phòng chỉ còn hai người thụ lý.",
        "Cùng lúc nhận nhiều hồ sơ cùng loại, giải quyết theo thứ tự nên chậm.",
    ),
    DelayKind.ABSENT: (3, "Người thụ lý được điều động, người thay mới nhận bàn giao hồ sơ.",
                       "Người thụ lý nghỉ ốm, đơn vị chưa kịp phân công người thay."),
    DelayKind.NEGLECT: (2, "Người thụ lý để quá thời hạn của bước, đơn vị đã nhắc nhở."),
    DelayKind.RECEIVED_LATE: (3, "Bước trước chuyển hồ sơ chậm, chỉ còn một ngày để thẩm định.",
                              "Hồ sơ giấy đến sau hồ sơ điện tử ba ngày làm việc."),
    DelayKind.OTHER_BODY: (6, "Chờ cơ quan thuế xác định nghĩa vụ tài chính.",
                           "Đã gửi văn bản lấy ý kiến, cơ quan phối hợp chưa trả lời.",
                           "Chờ Ủy ban nhân dân xã xác nhận tình trạng sử dụng đất."),
    DelayKind.COMPLEX: (5, "Số liệu đo đạc không khớp bản đồ, phải kiểm tra lại thực địa.",
                        "Giấy tờ có nhiều thời kỳ, phải đối chiếu sổ gốc."),
    DelayKind.APPLICANT: (3, "Giấy tờ bổ sung nộp sát ngày hẹn, còn phải thẩm tra lại."),
    DelayKind.SYSTEM: (2, "Kết quả đã ký nhưng hệ thống không đồng bộ được, phải nhập lại.",
                       "Chữ ký số lỗi nhiều ngày, kết quả chưa phát hành được."),
    DelayKind.RULES: (2, "Quy định chuyển tiếp chưa rõ, đã có văn bản xin hướng dẫn."),
    DelayKind.OTHER: (1, "Lãnh đạo đi công tác, hồ sơ trình ký phải chờ nhiều ngày."),
}  # fmt: skip

# How results were fetched: (way, by whom, what was checked or the parcel's number).
COLLECTED = [
    *[("counter", "applicant", "Căn cước công dân")] * 8,
    ("counter", "applicant", "Hộ chiếu"),
    ("post", "applicant", "Bưu gửi CT102938475VN"),
]
