"""What people write in the sample: reasons behind moves. No names."""

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

# How results were fetched: (way, by whom, what was checked or the parcel's number).
COLLECTED = [
    *[("counter", "applicant", "Căn cước công dân")] * 8,
    ("counter", "applicant", "Hộ chiếu"),
    ("post", "applicant", "Bưu gửi CT102938475VN"),
]
