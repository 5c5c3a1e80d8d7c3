"""Words for where a return date comes from, what became of the first of two, and how long a step usually takes."""

from django.utils.translation import gettext_noop as n_

# The day on which the term began to be counted, by the kind of event that it is.
SINCE_DAY: dict[str, str] = {
    "received": n_("ngày tiếp nhận %(day)s"),
    "supplement_received": n_("ngày nhận đủ giấy tờ bổ sung %(day)s"),
    "payment_confirmed": n_("ngày xác nhận Ông/Bà đã nộp tiền %(day)s"),
}
AFTER_HOURS = n_("%(since)s (lúc %(at)s là ngoài giờ nhận)")
FROM_NEXT_WORKING_DAY = n_("Thời hạn %(term)s, tính từ ngày làm việc liền sau %(since)s.")
FROM_NEXT_DAY = n_("Thời hạn %(term)s, tính từ ngày liền sau %(since)s.")
FROM_THE_HOUR = n_("Thời hạn %(term)s, tính từ %(at)s.")
FROM_OPENING = n_("Thời hạn %(term)s, tính từ đầu giờ làm việc của %(since)s.")
WITHIN_THE_DAY = n_("Thời hạn là trong %(since)s.")

# What of the time is not counted, by what the clock stood still for.
NOT_COUNTED: dict[str, str] = {
    "supplement": n_("Thời gian chờ Ông/Bà bổ sung giấy tờ không tính vào thời hạn."),
    "payment": n_("Thời gian chờ Ông/Bà nộp tiền không tính vào thời hạn."),
    "stop": n_("Thời gian tạm dừng không tính vào thời hạn."),
}
COUNTED_ANEW = n_("Lịch làm việc thay đổi nên ngày hẹn đã được tính lại.")

# While there is no date.
HELD_FROM_START = n_("Thời hạn %(term)s, được tính lại từ đầu khi cơ quan nhận đủ giấy tờ.")
HELD_THE_REST = n_("Thời hạn %(term)s; phần còn lại được tính tiếp khi hết tạm dừng.")
HELD_FOR_MONEY = n_("Thời hạn của lần hẹn hai là %(term)s, tính từ khi cơ quan xác nhận Ông/Bà đã nộp tiền.")

FIRST_KEPT = n_("Lần hẹn thứ nhất (%(due)s) đã xong đúng hẹn, ngày %(ended)s.")
FIRST_MISSED = n_("Lần hẹn thứ nhất (%(due)s) đã xong trễ hẹn, ngày %(ended)s. Cơ quan xin lỗi Ông/Bà.")

USUAL = n_("Thường xong trong %(usual)s; cứ 10 hồ sơ thì 9 hồ sơ xong trong %(longest)s.")
USUAL_FOR_MOST = n_("Cứ 10 hồ sơ thì 9 hồ sơ xong trong %(longest)s.")
HALF_A_DAY = n_("nửa ngày làm việc")
