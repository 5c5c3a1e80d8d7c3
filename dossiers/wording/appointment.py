"""Words of the calendar file, and of the page that says why there is none."""

from django.utils.translation import gettext_noop as n_

SUMMARY = n_("Hẹn trả kết quả: %(procedure)s")
# Of a procedure that nobody who looks over a shoulder should read.
SUMMARY_PLAIN = n_("Hẹn trả kết quả hồ sơ")
DESCRIPTION = n_("Mã biên nhận %(code)s. Cơ quan hẹn trả kết quả chậm nhất %(at)s.")
DESCRIPTION_PROMISED = n_("Mã biên nhận %(code)s. Cơ quan đã xin lỗi vì chậm và hẹn lại, chậm nhất %(at)s.")
LOOK_FIRST = n_("Trước khi đến, Ông/Bà xem tình trạng mới nhất tại %(address)s.")

# Why there is nothing to put into a calendar.
ENDED = n_("Hồ sơ đã giải quyết xong hoặc đã kết thúc, nên không còn ngày hẹn để thêm vào lịch.")
UNDATED = n_(
    "Hồ sơ hiện chưa có ngày hẹn trả kết quả. Khi có ngày hẹn, trang tình trạng sẽ hiện lại nút thêm vào lịch."
)
PASSED = n_("Ngày hẹn đã qua và chưa có ngày hẹn mới. Ông/Bà xem trang tình trạng hoặc gọi 1022.")
