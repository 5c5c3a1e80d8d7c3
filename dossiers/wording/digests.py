"""Words of the morning's letter to staff. They read Vietnamese only."""

SUBJECT = "Việc đầu ngày, %(weekday)s %(day)s"
SUBJECT_LATE = "%(subject)s: %(n)s hồ sơ quá hạn"
GREETING = "Kính gửi Ông/Bà,"
AS_OF = "Tính đến %(at)s:"
STANDS_IN = "Gồm cả việc Ông/Bà đang làm thay người vắng mặt."

# By agencies.models.DIGEST_PARTS.
PART = {
    "overdue": "Quá hạn",
    "today": "Đến hạn hôm nay",
    "risk": "Có nguy cơ trễ",
    "offered": "Chờ nhận bàn giao",
}
HEADING = "%(part)s: %(n)s hồ sơ"
ITEM = "%(place)s. %(code)s – %(procedure)s – %(when)s"
NO_CODE = "Chưa có mã số"
REST = "Và %(n)s hồ sơ khác."
SEE = "Xem danh sách: %(address)s"

LATE = "quá hạn %(n)s ngày làm việc"
LATE_TODAY = "quá hạn dưới 1 ngày làm việc"
BEFORE = "trước %(hour)s hôm nay"
DUE = "hẹn trả %(at)s"
NO_DUE = "không có ngày hẹn"

BY_AGENCY = "Theo cơ quan"
COUNT = "%(part)s %(n)s"
OLDEST = "Chậm nhất: %(code)s – %(procedure)s – %(when)s"
MORE_AGENCIES = "Và %(n)s cơ quan khác."

END = (
    "Thư tự động vào đầu mỗi ngày làm việc; xin không trả lời thư này. "
    "Ông/Bà chọn nội dung hoặc thôi nhận tại: %(address)s"
)
