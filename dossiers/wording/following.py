"""What is said to whoever wants to follow a dossier, when it cannot be as they typed it."""

from django.utils.translation import gettext_noop as n_

FOLLOW = {
    "nothing": n_("Ông/Bà nhập địa chỉ thư điện tử."),
    "nothing_either": n_("Ông/Bà nhập địa chỉ thư điện tử hoặc số điện thoại di động."),
    "email": n_("Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@vidu.vn."),
    "phone": n_("Số điện thoại di động có 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678."),
    "digits": n_("Mã xác nhận không đúng hoặc đã hết hạn. Ông/Bà nhập lại, hoặc yêu cầu mã mới."),
    "often": n_("Ông/Bà đã yêu cầu hoặc nhập sai nhiều lần. Vui lòng thử lại sau %(minutes)s phút, hoặc gọi 1022."),
    "link": n_("Liên kết này không còn dùng được. Ông/Bà mở trang tình trạng hồ sơ và yêu cầu theo dõi lại."),
    "unknown": n_("Liên kết này không đúng. Ông/Bà mở lại liên kết trong thư của cổng, hoặc gọi 1022."),
}
