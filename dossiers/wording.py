"""Every word for statuses, deadline states and what went wrong: one table for web, print, messages and API.

Vietnamese is the source; `locale/en` translates. Sentences take named placeholders.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as n_

from dossiers.clock import DeadlineState
from dossiers.workflow import Move, Status


@dataclass(frozen=True)
class StatusWords:
    """label: the status by name. tone: which colours. sentence: what it means to the citizen. duty: what to do now."""

    label: str
    tone: str
    sentence: str
    duty: str


NOTHING_TO_DO = n_("Ông/Bà chưa cần làm gì thêm.")
HOTLINE = "1022"

STATUS: dict[Status, StatusWords] = {
    Status.SUBMITTED: StatusWords(
        n_("Mới đăng ký"), "info", n_("Hồ sơ đã gửi, đang chờ kiểm tra để tiếp nhận."), NOTHING_TO_DO
    ),
    Status.ACCEPTED: StatusWords(
        n_("Được tiếp nhận"), "info",
        n_("Hồ sơ đã được tiếp nhận và đang chuyển đến %(unit)s."), NOTHING_TO_DO,
    ),
    Status.NOT_ACCEPTED: StatusWords(
        n_("Không được tiếp nhận"), "bad",
        n_("Hồ sơ không được tiếp nhận. Lý do ghi trong Phiếu từ chối."),
        n_("Ông/Bà có thể nộp lại khi đã đủ điều kiện."),
    ),
    Status.PROCESSING: StatusWords(
        n_("Đang xử lý"), "run",
        n_("Hồ sơ đang ở bước %(n)s/%(of)s “%(step)s” tại %(unit)s."), NOTHING_TO_DO,
    ),
    Status.SUPPLEMENT: StatusWords(
        n_("Yêu cầu bổ sung giấy tờ"), "act",
        n_("Hồ sơ còn thiếu giấy tờ nên chưa thể giải quyết tiếp."),
        n_("Ông/Bà cần bổ sung giấy tờ chậm nhất ngày %(answer_by)s. Xem danh sách trong Phiếu yêu cầu bổ sung."),
    ),
    Status.PAYMENT: StatusWords(
        n_("Yêu cầu thực hiện nghĩa vụ tài chính"), "act",
        n_("Hồ sơ đang chờ Ông/Bà thực hiện nghĩa vụ tài chính."),
        n_("Ông/Bà cần nộp phí, lệ phí hoặc thuế để hồ sơ được giải quyết tiếp."),
    ),
    Status.WITHDRAWN: StatusWords(
        n_("Công dân yêu cầu rút hồ sơ"), "hold",
        n_("Hồ sơ đã được rút theo yêu cầu của người nộp ngày %(closed_on)s."), n_("Ông/Bà không cần làm gì thêm."),
    ),
    Status.STOPPED: StatusWords(
        n_("Dừng xử lý"), "hold",
        n_("Cơ quan đã dừng giải quyết hồ sơ."), n_("Lý do ghi trong Thông báo dừng giải quyết."),
    ),
    Status.DONE: StatusWords(
        n_("Đã xử lý xong"), "ok",
        n_("Đã có kết quả giải quyết."),
        n_("Mời Ông/Bà mang Giấy tiếp nhận và giấy tờ tùy thân đến %(place)s để nhận."),
    ),
    Status.RETURNED: StatusWords(
        n_("Đã trả kết quả"), "ok",
        n_("Kết quả đã được trả ngày %(returned_on)s. Cảm ơn Ông/Bà."), n_("Ông/Bà không cần làm gì thêm."),
    ),
}  # fmt: skip

# The same where a fact is missing, or more is known.
PROCESSING_AT = n_("Hồ sơ đang được xử lý tại %(unit)s.")
PAPERS_WANTED = n_("Ông/Bà cần bổ sung giấy tờ theo Phiếu yêu cầu bổ sung.")
PAPERS_AGAIN = n_("Đây là lần yêu cầu bổ sung thứ %(round)s, do lãnh đạo cơ quan cho phép.")
DECLINED = n_("Hồ sơ đã được tiếp nhận nhưng không đủ điều kiện giải quyết. Lý do ghi trong Văn bản từ chối.")
END_CLASS = n_("Lý do: %(reason)s.")
PAY_BY_FORM = n_("Ông/Bà nộp tiền theo thông báo của cơ quan thuế và giữ chứng từ nộp tiền.")
PAID_CLOCK = n_("Thời gian chờ nộp tiền không tính vào thời hạn giải quyết.")
SECOND_DATE = n_("Ngày hẹn lần hai được báo khi cơ quan xác nhận Ông/Bà đã nộp tiền.")
PAID_DATE = n_("Ngày hẹn trả được tính lại khi cơ quan xác nhận Ông/Bà đã nộp tiền.")
PAUSED_DATE = n_("Ngày hẹn trả được tính lại khi cơ quan tiếp tục giải quyết.")
PAUSED_WHY = n_("Cơ quan tạm dừng tính thời hạn từ %(since)s: %(ground)s.")
LATE_BUT_PAUSED = n_("Đang tạm dừng tính thời hạn từ %(since)s, nhưng hồ sơ vẫn là quá hạn.")
OFF_CLOCK = n_("ngoài thời hạn của tỉnh")

# What a deadline state is called, on tags and lists; %(n)s counts working days.
DEADLINE: dict[DeadlineState, str] = {
    DeadlineState.NONE: n_("Chưa có ngày hẹn trả"),
    DeadlineState.IN_TIME: n_("Trong hạn · còn %(n)s ngày làm việc"),
    DeadlineState.DUE_SOON: n_("Sắp đến hạn · còn %(n)s ngày làm việc"),
    DeadlineState.DUE_TODAY: n_("Đến hạn hôm nay"),
    DeadlineState.OVERDUE: n_("Quá hạn %(n)s ngày làm việc"),
    DeadlineState.PAUSED: n_("Tạm dừng tính thời hạn từ %(since)s"),
    DeadlineState.EARLY: n_("Trước hạn"),
    DeadlineState.ON_TIME: n_("Đúng hạn"),
    DeadlineState.LATE: n_("Trễ hạn %(n)s ngày làm việc"),
}
# Which colours it has.
TONE: dict[DeadlineState, str] = {
    DeadlineState.NONE: "hold",
    DeadlineState.IN_TIME: "run",
    DeadlineState.DUE_SOON: "act",
    DeadlineState.DUE_TODAY: "act",
    DeadlineState.OVERDUE: "bad",
    DeadlineState.PAUSED: "hold",
    DeadlineState.EARLY: "ok",
    DeadlineState.ON_TIME: "ok",
    DeadlineState.LATE: "bad",
}
OVERDUE_TODAY = n_("Quá hạn hôm nay")
LATE_SAME_DAY = n_("Trễ hạn ngay trong ngày hẹn")
NONE_CLOSED = n_("Không có ngày hẹn trả")

# What the citizen reads about the date; %(at)s is an hour and a day in words.
DATE_SENTENCE: dict[DeadlineState, str] = {
    DeadlineState.NONE: n_("Hồ sơ này chưa có ngày hẹn trả kết quả. Ông/Bà hỏi nơi đang giữ hồ sơ hoặc gọi 1022."),
    DeadlineState.IN_TIME: n_("Hẹn trả kết quả: %(at)s"),
    DeadlineState.DUE_SOON: n_("Hẹn trả kết quả: %(at)s"),
    DeadlineState.DUE_TODAY: n_("Hẹn trả kết quả hôm nay, chậm nhất %(hour)s"),
    DeadlineState.OVERDUE: n_("Hồ sơ chậm so với ngày hẹn %(day)s. Cơ quan xin lỗi Ông/Bà."),
    DeadlineState.PAUSED: n_("Thời gian chờ Ông/Bà bổ sung không tính vào thời hạn giải quyết."),
    DeadlineState.EARLY: n_("Giải quyết xong trước ngày hẹn %(day)s"),
    DeadlineState.ON_TIME: n_("Giải quyết xong đúng ngày hẹn %(day)s"),
    DeadlineState.LATE: n_("Giải quyết xong sau ngày hẹn %(day)s"),
}
DAYS_LEFT = n_("còn %(n)s ngày làm việc")
DATE_AGAIN = n_("Ngày hẹn trả được tính lại khi cơ quan nhận đủ giấy tờ.")
RESULT_DATE = n_("Giải quyết xong ngày %(closed_on)s")
NO_RESULT_DATE = n_("Hồ sơ đã kết thúc ngày %(closed_on)s")
NEW_DATE = n_("Ngày hẹn mới: %(day)s.")
NEW_DATE_MISSED = n_("Ngày hẹn mới %(day)s cũng đã qua. Ông/Bà gọi %(phone)s để được trả lời.")
NO_NEW_DATE = n_("Chưa có ngày hẹn mới. Ông/Bà gọi %(phone)s để được trả lời.")
PROVISIONAL = n_("Ngày hẹn tạm tính: lịch nghỉ của năm đó chưa được công bố.")

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
    Move.REQUEST_PAYMENT: n_("Yêu cầu nghĩa vụ tài chính"),
    Move.CONFIRM_PAYMENT: n_("Xác nhận đã nộp"),
    Move.DRAFT_APOLOGY: n_("Dự thảo xin lỗi"),
    Move.APPROVE_APOLOGY: n_("Ký xin lỗi, hẹn lại"),
    Move.DECLINE: n_("Từ chối giải quyết"),
    Move.WITHDRAW: n_("Rút hồ sơ"),
    Move.STOP: n_("Dừng giải quyết"),
    Move.FINISH: n_("Kết thúc, có kết quả"),
    Move.HAND_OVER: n_("Trả kết quả"),
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
SINCE = n_("từ %(day)s")
EXPECTED = n_("Dự kiến xong %(day)s")
CHANNEL = {1: n_("Trực tiếp"), 2: n_("Trực tuyến"), 3: n_("Bưu chính công ích")}

# What is written beside a fact of the dossier.
FACT = {
    "procedure": n_("Thủ tục"),
    "field": n_("Lĩnh vực"),
    "channel": n_("Hình thức nộp"),
    "received": n_("Tiếp nhận lúc"),
    "first_due": n_("Ngày hẹn đầu tiên"),
    "second_due": n_("Ngày hẹn đầu tiên của lần hẹn hai"),
    "due": n_("Ngày hẹn hiện nay"),
    "promised": n_("Đã hẹn lại"),
    "closed": n_("Kết thúc lúc"),
    "returned": n_("Trả kết quả lúc"),
    "place": n_("Nơi trả kết quả"),
    "updated": n_("Hồ sơ thay đổi lần cuối"),
}

# Look-up, when what was typed leads nowhere.
LOOK_UP = {
    "empty": n_("Nhập mã hồ sơ in trên Giấy tiếp nhận."),
    "length": n_(
        "Mã biên nhận có 12 ký tự, ví dụ %(example)s (mã số hồ sơ có dạng H20.12-260803-0001). "
        "Ông/Bà đã nhập %(found)s ký tự."
    ),
    "receipt_length": n_("Mã biên nhận có 12 ký tự, ví dụ %(example)s."),  # for programs
    "symbol": n_("Mã biên nhận có ký tự không dùng trên Giấy tiếp nhận. Kiểm tra lại từng ký tự."),
    "check": n_("Mã biên nhận chưa đúng. Kiểm tra lại từng ký tự trên Giấy tiếp nhận."),
    "digits": n_("Nhập đúng 4 chữ số cuối của số điện thoại hoặc giấy tờ tùy thân đã đăng ký."),
    "not_found": n_(
        "Không tìm thấy hồ sơ khớp với thông tin đã nhập. Kiểm tra mã và 4 số cuối. "
        "Nếu vừa nộp, vui lòng thử lại sau 30 phút hoặc gọi 1022."
    ),
    "limited": n_(
        "Ông/Bà đã tra cứu nhiều lần. Vui lòng thử lại sau %(minutes)s phút, gọi 1022 hoặc đến Bộ phận Một cửa."
    ),
    "locked": n_("Nhập sai nhiều lần nên phần chi tiết tạm khóa đến %(until)s. Tình trạng chung vẫn xem được."),
}

# Staff, when an action is refused.
REFUSED = {
    "not_now": n_("Hồ sơ đang ở “%(status)s” nên chưa thể “%(move)s”."),
    "role": n_("Vai trò của Ông/Bà không cho phép “%(move)s” đối với hồ sơ này."),
    "stale": n_(
        "%(who)s đã cập nhật hồ sơ này lúc %(at)s: %(what)s. Nội dung Ông/Bà nhập còn ở dưới; xem lại rồi lưu."
    ),
    "last_step": n_("Đây là bước xử lý cuối: dùng “Kết thúc, có kết quả”."),
    "form_first": n_("Bước tiếp theo là của cơ quan thuế: dùng “Yêu cầu nghĩa vụ tài chính” để dừng tính thời hạn."),
    "steps_left": n_("Còn bước “%(step)s” chưa làm nên chưa thể kết thúc hồ sơ."),
    "asked_once": n_(
        "Hồ sơ này đã được yêu cầu bổ sung một lần; pháp luật chỉ cho phép một lần. "
        "Muốn yêu cầu thêm, lãnh đạo phải cho phép và ghi lý do."
    ),
    "no_rules": n_("Thủ tục này không có quy định nào có hiệu lực vào ngày %(day)s."),
    "future": n_("Thời điểm tiếp nhận không được ở tương lai."),
    "earlier_reason": n_("Ghi lý do khi thời điểm tiếp nhận sớm hơn hiện tại."),
    "earlier_counter": n_("Hồ sơ nộp trực tiếp được tính từ lúc tiếp nhận; chỉ hồ sơ bưu chính ghi thời điểm sớm hơn."),
    "other_content": n_("Phiếu này đã được gửi với nội dung khác. Mở phiếu mới để tiếp nhận hồ sơ khác."),
    "not_here": n_("“%(agency)s” không tiếp nhận thủ tục này; Ông/Bà chuyển người nộp đến đúng nơi tiếp nhận."),
    "few_steps": n_("Quy định của thủ tục này chưa đủ %(fewest)s bước. Quản trị viên cần bổ sung bước."),
    "no_unit": n_("Cơ quan “%(agency)s” chưa có đơn vị làm bước “%(step)s”. Quản trị viên cần bổ sung đơn vị."),
    "no_tax_office": n_(
        "Chưa có cơ quan thuế đang hoạt động để làm bước “%(step)s”. Quản trị viên cần bổ sung cơ quan."
    ),
    "held": n_("Hồ sơ đang tạm dừng tính thời hạn. Ông/Bà cho tiếp tục rồi mới “%(move)s”."),
    "return_reason": n_("Ghi lý do trả lại bước trước."),
    "first_step": n_("Hồ sơ đang ở bước đầu nên không có bước trước để trả lại."),
    "assigned_already": n_("%(who)s đang được phân công hồ sơ này rồi."),
    "not_of_agency": n_("%(who)s không làm việc tại “%(agency)s”, nơi đang giữ hồ sơ."),
    "same_unit": n_("“%(unit)s” đang giữ hồ sơ này rồi. Chọn đơn vị khác."),
    "other_agency": n_("“%(unit)s” không thuộc cơ quan đang giữ hoặc cơ quan giải quyết hồ sơ này."),
    "reason_class": n_("Chọn một lý do trong danh sách."),
    "end_reason": n_("Ghi rõ lý do để người nộp hiểu."),
    "no_term": n_("Hồ sơ này chưa có thời hạn nên không có gì để tạm dừng."),
    "paused_already": n_("Hồ sơ đang tạm dừng rồi."),
    "ground": n_("Chọn căn cứ tạm dừng trong danh sách."),
    "pause_reason": n_("Ghi lý do tạm dừng."),
    "pause_future": n_("Thời điểm này ở tương lai. Chỉ ghi được việc đã xảy ra."),
    "pause_backdated": n_("Chỉ ghi lùi được đến đầu giờ làm việc hôm nay và không trước lúc tiếp nhận hồ sơ."),
    "pause_overlaps": n_("Khoảng này chồng lên một lần tạm dừng khác của hồ sơ."),
    "pause_ends_before": n_("Tạm dừng không thể kết thúc trước khi bắt đầu."),
    "late_stays_late": n_("Hồ sơ đã quá hạn: tạm dừng chỉ tính từ bây giờ, và hồ sơ vẫn là quá hạn."),
    "not_paused": n_("Hồ sơ không tạm dừng nên không cần tiếp tục."),
    "paid_once": n_("Hồ sơ này đã có lần hẹn thứ hai; nghĩa vụ tài chính chỉ tách lịch hẹn một lần."),
    "apologised_once": n_("Hồ sơ này đã được xin lỗi và hẹn lại một lần; pháp luật chỉ cho hẹn lại một lần."),
    "apology_reason": n_("Ghi lý do chậm để người nộp hiểu."),
    "no_draft": n_("Chưa có dự thảo văn bản xin lỗi để ký."),
    "no_due_date": n_("Hồ sơ hiện không có ngày hẹn nên chưa thể hẹn lại."),
    "promised_past": n_("Ngày hẹn mới không được trước hôm nay hoặc đã hết giờ làm việc."),
    "promised_day_off": n_("Ngày %(day)s là ngày nghỉ. Chọn một ngày làm việc."),
    "promised_before_due": n_("Ngày hẹn mới phải sau ngày hẹn hiện nay (%(day)s)."),
    "not_asked_yet": n_("Hồ sơ chưa được yêu cầu bổ sung lần nào nên chưa cần cho phép thêm."),
    "permitted_already": n_("Đã cho phép rồi; chuyên viên có thể yêu cầu bổ sung thêm một lần."),
    "permit_reason": n_("Ghi lý do cho phép yêu cầu bổ sung thêm một lần."),
    "round_closed": n_("Đợt bổ sung này đã kết thúc; không còn giấy tờ nào đang chờ nhận."),
    "refusal_reason": n_("Ghi lý do cụ thể của việc không tiếp nhận."),
    "answer_by": n_("Hạn bổ sung phải sau hôm nay."),
    "reason": n_("Chọn lý do và ghi rõ nội dung cần bổ sung."),
    "papers": n_("Ghi ít nhất một giấy tờ cần bổ sung."),
    # Administrators only, who read Vietnamese.
    "calendar_role": "Chỉ quản trị viên được thay đổi lịch làm việc.",
    "calendar_year": "Lịch hiện có từ năm %(first)s đến năm %(last)s; năm kế tiếp phải được đề xuất cả năm %(next)s trước.",
    "calendar_stands": "Ngày %(day)s đang là %(kind)s rồi, không có gì thay đổi.",
    "calendar_proposed": "Ngày %(day)s đang được đề xuất là %(kind)s. Rút đề xuất đó trước rồi mới đề xuất lại.",
    "calendar_weekend": "Ngày %(day)s là %(weekday)s, vốn không làm việc, nên không cần ghi là ngày nghỉ.",
    "calendar_make_up": "Ngày %(day)s là %(weekday)s; chỉ thứ Bảy, Chủ nhật mới làm bù được. "
    "Muốn bỏ một ngày nghỉ, chọn “Ngày thường”.",
    "calendar_nothing": "Chọn ít nhất một đề xuất.",
    "calendar_confirmed": "Ngày %(day)s đã được xác nhận trước đó (%(basis)s); lịch không thay đổi thêm lần nữa.",
    "calendar_gone": "Có đề xuất đã được xác nhận hoặc đã rút. Ông/Bà xem lại danh sách rồi chọn lại.",
    "calendar_document": "Ghi số văn bản làm căn cứ, ví dụ Thông báo 7366/TB-BNV.",
    "calendar_whole_year": "Lịch năm %(year)s phải được xác nhận cả năm: chọn đủ %(n)s đề xuất của năm đó.",
    "hours_stand": "Cơ quan này đang làm việc đúng những buổi đó rồi.",
    "hours_proposed": "Cơ quan này đã có một đề xuất giờ làm việc chờ xác nhận. Rút đề xuất đó trước rồi mới đề xuất lại.",
    "job_not_failed": "Việc này đang chạy hoặc đã xong nên không cần chạy lại.",
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

# The same by the kind of event that keeps the key.
_ENDED = {"withdrawn": Move.WITHDRAW, "stopped": Move.STOP, "declined": Move.DECLINE}
END_REASONS = {(kind, key): label for kind, move in _ENDED.items() for key, label in END_REASON[move].items()}

# On what ground the clock stands still, with its source.
PAUSE_GROUND: dict[str, str] = {
    "supplement": n_("Chờ người nộp bổ sung giấy tờ"),
    "payment": n_("Chờ người nộp phí, lệ phí"),
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
    "outside": n_("Cơ quan ngoài tỉnh quản lý"),
    "applicant": n_("Người nộp (bổ sung giấy tờ, nộp tiền)"),
    "stopped": n_("Tạm dừng theo quy định"),
    "unrecorded": n_("Không có diễn biến được ghi lại"),
}
