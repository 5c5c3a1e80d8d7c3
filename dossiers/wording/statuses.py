"""Words for statuses and deadline states: what they are called, what the citizen reads, what is to be done."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as n_

from dossiers.clock import DeadlineState
from dossiers.workflow import Status


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
        n_("Ông/Bà có thể nộp lại khi đã đủ điều kiện, và có quyền khiếu nại đến cơ quan đã ra Phiếu từ chối nếu "
           "không đồng ý."),
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
        n_("Cơ quan đã dừng giải quyết hồ sơ. Lý do ghi trong Thông báo dừng giải quyết."),
        n_("Ông/Bà hỏi %(decider)s về lý do và việc lấy lại giấy tờ, điện thoại %(phone)s. Ông/Bà có thể nộp lại "
           "khi đã đủ điều kiện, và có quyền khiếu nại nếu không đồng ý."),
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
WHO_HAS_IT = n_("Ai đang giữ hồ sơ?")
WHO_DECIDED = n_("Cơ quan nào đã giải quyết?")
FETCH_AT = n_("Địa chỉ: %(address)s. Giờ làm việc: %(hours)s. Điện thoại: %(phone)s.")
FETCH_WHEN = n_("Giờ làm việc: %(hours)s. Điện thoại: %(phone)s.")
BRING_TO = n_("Ông/Bà nộp giấy tờ bổ sung tại %(receiver)s.")
ASK_NEW_DATE = n_("Ông/Bà gọi %(phone)s để hỏi ngày hẹn mới.")
# Whatever a letter says the details say too: not everybody has the letter at hand.
IN_DETAILS: dict[Status, str] = {
    Status.NOT_ACCEPTED: n_("Lý do cũng có trong phần chi tiết."),
    Status.STOPPED: n_("Lý do cũng có trong phần chi tiết."),
    Status.SUPPLEMENT: n_("Danh sách giấy tờ cũng có trong phần chi tiết."),
    Status.PAYMENT: n_("Số tiền và cách nộp có trong phần chi tiết."),
}
LATE_IN_DETAILS = n_("Lý do chậm cũng có trong phần chi tiết.")
WHAT_OPENS = n_("Phần chi tiết mở bằng mã biên nhận và 4 số cuối của điện thoại hoặc giấy tờ tùy thân.")
PAPERS_AGAIN = n_("Đây là lần yêu cầu bổ sung thứ %(round)s, do lãnh đạo cơ quan cho phép.")
VOIDED = n_("Lần tiếp nhận này đã được hủy ngày %(day)s, vì đây là một lần tiếp nhận nhầm.")
VOIDED_DUTY = n_("Nếu Ông/Bà đã nộp hồ sơ và chưa có mã khác, vui lòng liên hệ %(place)s, điện thoại %(phone)s.")
RETIRED = n_("Mã này không còn dùng được, vì Giấy tiếp nhận đã được cấp lại với mã mới.")
RETIRED_DUTY = n_("Ông/Bà nhập mã trên giấy mới nhất, hoặc quét mã QR trên giấy đó.")
DECLINED = n_("Hồ sơ đã được tiếp nhận nhưng không đủ điều kiện giải quyết. Lý do ghi trong Phiếu từ chối.")
END_CLASS = n_("Lý do: %(reason)s.")
PAY_BY_FORM = n_("Ông/Bà nộp tiền theo thông báo của cơ quan thuế và giữ chứng từ nộp tiền.")
PAID_CLOCK = n_("Thời gian chờ nộp tiền không tính vào thời hạn giải quyết.")
SECOND_DATE = n_("Ngày hẹn lần hai được báo khi cơ quan xác nhận Ông/Bà đã nộp tiền.")
PAID_DATE = n_("Ngày hẹn trả được tính lại khi cơ quan xác nhận Ông/Bà đã nộp tiền.")
PAUSED_DATE = n_("Ngày hẹn trả được tính lại khi cơ quan tiếp tục giải quyết.")
PAUSED_WHY = n_("Cơ quan tạm dừng tính thời hạn từ %(since)s: %(ground)s.")
LATE_BUT_PAUSED = n_("Đang tạm dừng tính thời hạn từ %(since)s, nhưng hồ sơ vẫn là quá hạn.")
OFF_CLOCK = n_("ngoài thời hạn của tỉnh")
OUTSIDE = n_("Cơ quan này giữ hồ sơ từ ngày %(day)s; thời gian ở đó không tính vào thời hạn của tỉnh.")
OUTSIDE_COUNTED = n_("Cơ quan này giữ hồ sơ từ ngày %(day)s; thời gian ở đó vẫn tính vào thời hạn.")
OUTSIDE_PAUSED = n_("Cơ quan này giữ hồ sơ từ ngày %(day)s.")

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
NO_RESULT_DATE = n_("Hồ sơ đã kết thúc ngày %(closed_on)s; sẽ không có kết quả")
NEW_DATE = n_("Ngày hẹn mới: %(day)s.")
NEW_DATE_WHY = n_("Lý do chậm ghi trong văn bản xin lỗi gửi Ông/Bà.")
ENDED_LATE = n_("Hồ sơ kết thúc sau ngày hẹn %(day)s. Cơ quan xin lỗi Ông/Bà.")
SORRY_LATE = n_("Cơ quan xin lỗi Ông/Bà vì giải quyết hồ sơ trễ hẹn.")
NEW_DATE_PASSED = n_("Ngày hẹn lại %(day)s đã qua. Ông/Bà gọi %(phone)s để được trả lời.")
NEW_DATE_MISSED = n_("Ngày hẹn mới %(day)s cũng đã qua.")
# Of what is late without a signed letter: that is counted, too (reads/published).
NO_LETTER = n_("Cơ quan chưa có văn bản xin lỗi.")
NO_LETTER_CAME = n_("Cơ quan đã không có văn bản xin lỗi.")
NO_NEW_DATE = n_("Chưa có ngày hẹn mới.")
PROVISIONAL = n_("Ngày hẹn tạm tính: lịch nghỉ của năm đó chưa được công bố.")
