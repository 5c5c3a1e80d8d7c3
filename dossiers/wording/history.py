"""Words for what happens to a dossier: events, moves, reasons, grounds, and the facts written beside them."""

from django.utils.translation import gettext_noop as n_

from dossiers.workflow import Move

# What happened, by the kind of event, as the citizen reads it.
EVENT: dict[str, str] = {
    "received": n_("Tiếp nhận hồ sơ"),
    "refused": n_("Không tiếp nhận hồ sơ"),
    "step_completed": n_("Hoàn thành bước “%(step)s”"),
    "step_returned": n_("Trả lại bước “%(step)s” để làm lại"),
    "assigned": n_("Phân công người thụ lý"),
    "passed_on": n_("Bàn giao cho %(unit)s, chờ nhận"),
    "taken_over": n_("%(unit)s đã nhận bàn giao"),
    "supplement_permitted": n_("Lãnh đạo cho phép yêu cầu bổ sung thêm một lần"),
    "paused": n_("Tạm dừng tính thời hạn"),
    "resumed": n_("Tiếp tục tính thời hạn"),
    "payment_requested": n_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    "payment_confirmed": n_("Đã hoàn thành nghĩa vụ tài chính"),
    "apology_drafted": n_("Dự thảo văn bản xin lỗi"),
    "apologised": n_("Cơ quan xin lỗi và hẹn lại ngày trả kết quả: %(day)s"),
    "declined": n_("Từ chối giải quyết hồ sơ"),
    "withdrawn": n_("Người nộp rút hồ sơ"),
    "stopped": n_("Dừng giải quyết hồ sơ"),
    "supplement_requested": n_("Yêu cầu bổ sung giấy tờ"),
    "supplement_received": n_("Đã nhận đủ giấy tờ bổ sung"),
    "due_changed": n_("Ngày hẹn trả đổi từ %(before)s thành %(after)s"),
    "calendar": n_("Lịch làm việc thay đổi"),  # no event: why a date moved
    "finished": n_("Đã có kết quả giải quyết"),
    "handed_over": n_("Đã trả kết quả"),
    "undone": n_("Thao tác ngay trước đó đã được hủy, hồ sơ trở lại như trước"),
    "opinion_asked": n_("Lấy ý kiến %(agency)s, hẹn trả lời ngày %(day)s"),
    "opinion_given": n_("%(agency)s đã trả lời ý kiến"),
    "corrected": n_("Sửa thông tin người nộp"),
    "redirected": n_("Chuyển hồ sơ đến đúng cơ quan giải quyết: %(agency)s"),
    "reissued": n_("Cấp lại mã biên nhận, mã cũ không còn dùng được"),
    "voided": n_("Hủy lần tiếp nhận nhầm này"),
}

MOVE: dict[Move, str] = {
    Move.RECEIVE: n_("Tiếp nhận"),
    Move.REFUSE: n_("Từ chối tiếp nhận"),
    Move.COMPLETE_STEP: n_("Hoàn thành bước"),
    Move.RETURN_STEP: n_("Trả lại bước trước"),
    Move.ASSIGN: n_("Phân công"),
    Move.PASS_ON: n_("Bàn giao"),
    Move.TAKE_OVER: n_("Nhận bàn giao"),
    Move.REQUEST_SUPPLEMENT: n_("Yêu cầu bổ sung"),
    Move.PERMIT_SUPPLEMENT: n_("Cho phép bổ sung thêm một lần"),
    Move.RECEIVE_SUPPLEMENT: n_("Ghi nhận bổ sung"),
    Move.PAUSE: n_("Tạm dừng"),
    Move.RESUME: n_("Tiếp tục"),
    Move.REQUEST_PAYMENT: n_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Move.CONFIRM_PAYMENT: n_("Xác nhận đã nộp"),
    Move.DRAFT_APOLOGY: n_("Dự thảo xin lỗi"),
    Move.APPROVE_APOLOGY: n_("Ký văn bản xin lỗi, hẹn lại"),
    Move.DECLINE: n_("Từ chối giải quyết"),
    Move.WITHDRAW: n_("Rút hồ sơ"),
    Move.STOP: n_("Dừng giải quyết"),
    Move.FINISH: n_("Kết thúc, có kết quả"),
    Move.HAND_OVER: n_("Trả kết quả"),
    Move.UNDO: n_("Hoàn tác"),
    Move.ASK_OPINION: n_("Lấy ý kiến cơ quan khác"),
    Move.ANSWER_OPINION: n_("Trả lời ý kiến"),
    Move.CORRECT_APPLICANT: n_("Sửa thông tin người nộp"),
    Move.REDIRECT: n_("Chuyển đúng cơ quan giải quyết"),
    Move.REISSUE_CODE: n_("Cấp lại mã biên nhận"),
    Move.VOID: n_("Hủy tiếp nhận nhầm"),
}

# In what form a paper was handed in, by the key that a dossier keeps.
PAPER_KIND = {
    "original": n_("Bản chính"),
    "certified": n_("Bản sao chứng thực"),
    "copy": n_("Bản chụp"),
}

STEP_STATE = {
    "done": n_("Đã xong"),
    "current": n_("Đang thực hiện"),
    "paused": n_("Đang tạm dừng"),
    "waiting": n_("Đang chờ Ông/Bà"),
    "to_come": n_("Chưa đến"),
    "not_done": n_("Không thực hiện"),
}
RESULT_WAITS = n_("Đang chờ Ông/Bà đến nhận")
DONE_AT = n_("xong lúc %(at)s")
SINCE = n_("từ %(day)s")
EXPECTED = n_("Dự kiến xong %(day)s")
CHANNEL = {1: n_("Trực tiếp"), 2: n_("Trực tuyến"), 3: n_("Bưu chính công ích")}

# What is written beside a fact of the dossier.
FACT = {
    "procedure": n_("Thủ tục"),
    "field": n_("Lĩnh vực"),
    "channel": n_("Hình thức nộp"),
    "received": n_("Tiếp nhận lúc"),
    "handed_in": n_("Nộp lúc"),
    "first_due": n_("Ngày hẹn đầu tiên"),
    "second_due": n_("Ngày hẹn đầu tiên của lần hẹn hai"),
    "due": n_("Ngày hẹn hiện nay"),
    "promised": n_("Đã hẹn lại"),
    "closed": n_("Kết thúc lúc"),
    "finished": n_("Có kết quả lúc"),
    "returned": n_("Trả kết quả lúc"),
    "place": n_("Nơi trả kết quả"),
    "updated": n_("Hồ sơ thay đổi lần cuối"),
}

# Why a dossier ends without a result, by the key that the event keeps.
END_REASON: dict[Move, dict[str, str]] = {
    Move.WITHDRAW: {
        "no_need": n_("Người nộp không còn nhu cầu"),
        "file_again": n_("Người nộp sẽ chuẩn bị lại và nộp sau"),
        "elsewhere": n_("Người nộp chuyển sang thủ tục hoặc cơ quan khác"),
        "other": n_("Lý do khác của người nộp"),
    },
    Move.STOP: {
        "unanswered": n_("Quá hạn bổ sung mà người nộp không bổ sung giấy tờ"),
        "unpaid": n_("Quá hạn mà người nộp không thực hiện nghĩa vụ tài chính"),
        "at_request": n_("Người nộp đề nghị dừng (Điều 21 Nghị định 118/2025/NĐ-CP)"),
        "abolished": n_("Thủ tục đã bị bãi bỏ"),
        "dispute": n_("Có tranh chấp, phải chờ cơ quan có thẩm quyền giải quyết"),
        "other": n_("Lý do khác theo quy định"),
    },
    Move.DECLINE: {
        "conditions": n_("Chưa đủ điều kiện theo quy định"),
        "authority": n_("Không thuộc thẩm quyền của cơ quan"),
        "untrue": n_("Giấy tờ, thông tin không đúng sự thật"),
        "other": n_("Lý do khác theo quy định"),
    },
}

# Why an intake was a mistake, by the key that the event keeps.
VOID_REASON: dict[str, str] = {
    "twice": n_("Hồ sơ này đã được tiếp nhận một lần rồi"),
    "procedure": n_("Chọn nhầm thủ tục"),
    "person": n_("Ghi nhầm người nộp"),
    "trial": n_("Nhập thử, không có hồ sơ thật"),
}

# The same by the kind of event that keeps the key.
_ENDED = {"withdrawn": Move.WITHDRAW, "stopped": Move.STOP, "declined": Move.DECLINE}
END_REASONS = {(kind, key): label for kind, move in _ENDED.items() for key, label in END_REASON[move].items()}
END_REASONS |= {("voided", key): label for key, label in VOID_REASON.items()}

# What a dossier keeps of its applicant, by field; only staff read these words.
APPLICANT: dict[str, str] = {
    "applicant_name": "Họ và tên",
    "applicant_identity": "Số định danh",
    "applicant_phone": "Điện thoại",
    "applicant_email": "Thư điện tử",
    "applicant_address": "Địa chỉ",
    "representative_name": "Người được ủy quyền",
    "representative_identity": "Số định danh người được ủy quyền",
}

# On what ground the clock stands still, with its source.
PAUSE_GROUND: dict[str, str] = {
    "supplement": n_("Chờ người nộp bổ sung giấy tờ"),
    "payment": n_("Chờ người nộp thực hiện nghĩa vụ tài chính"),
    "verification": n_("Xác minh tại cơ quan khác, thời gian không tính vào thời hạn theo quy định của thủ tục"),
    "survey": n_("Đo đạc, kiểm tra thực địa (Điều 6 Quyết định 138/2025/QĐ-UBND)"),
    "appraisal": n_("Chờ ý kiến thẩm định chuyên ngành, được tạm dừng theo quy định của thủ tục"),
    "dispute": n_("Chờ kết quả giải quyết tranh chấp, khiếu nại hoặc bản án"),
    "force_majeure": n_("Sự kiện bất khả kháng (Điều 156 Bộ luật Dân sự 2015)"),
}

# Who had the dossier, by dossiers.clock.Spender.
SPENDER: dict[str, str] = {
    "receiving_desk": n_("Nơi tiếp nhận"),
    "unit": n_("Nơi giải quyết"),
    "outside": n_("Cơ quan khác, ngoài thời hạn của tỉnh"),
    "applicant": n_("Người nộp (bổ sung giấy tờ, nộp tiền)"),
    "stopped": n_("Tạm dừng theo quy định"),
    "unrecorded": n_("Không có diễn biến được ghi lại"),
}
