"""Words of the pages of procedures and of the reckoning of a due date."""

from django.utils.translation import gettext_noop as n_

# How long, how much.
TWO_TERMS = n_("lần hẹn thứ nhất %(first)s, lần hẹn thứ hai %(second)s")
NO_TERM = n_("chưa có thời hạn được công bố")
ONE_OF = n_("tùy trường hợp hoặc cách nộp: %(terms)s")
MANY_TERMS = n_("tùy trường hợp, từ %(least)s; xem từng trường hợp")
FREE = n_("Miễn phí")
NO_FEE_KNOWN = n_("chưa có thông tin về phí")
FEE_DIFFERS = n_("tùy cách nộp: %(fees)s")
CUTOFF = {
    "": n_("Nộp trước khi hết giờ làm việc thì tính là nhận trong ngày; sau đó tính sang ngày làm việc tiếp theo."),
    "last_hour": n_(
        "Nộp chậm nhất một giờ trước khi hết giờ làm việc thì tính là nhận trong ngày; "
        "sau đó tính sang ngày làm việc tiếp theo."
    ),
    "at": n_("Nộp đến %(at)s thì tính là nhận trong ngày; sau đó tính sang ngày làm việc tiếp theo."),
}
AT_ONCE = n_("làm ngay")
ALL_WAYS = n_("Mọi trường hợp, mọi cách nộp")

# Where.
COMMUNE = n_("UBND xã, phường")
DECIDED_BY = {
    "commune": n_("UBND xã, phường"),
    "department": n_("Sở, ban, ngành của tỉnh"),
    "land_office": n_("Văn phòng đăng ký đất đai"),
    "centre": n_("Trung tâm phục vụ hành chính công"),
    "province": n_("UBND tỉnh"),
    "tax": n_("Cơ quan thuế"),
    "outside": n_("Cơ quan ngành dọc"),
}
PARTY = {
    "receiving_counter": n_("Bộ phận Một cửa nơi tiếp nhận"),
    "office": n_("Phòng chuyên môn"),
    "leaders": n_("Lãnh đạo cơ quan"),
    "registry": n_("Văn thư"),
    "outside": n_("Cơ quan thuế"),
    "return_counter": n_("Bộ phận Một cửa nơi trả kết quả"),
}

# What happens to the term when papers are missing.
STOPS = {
    "restart": n_(
        "Cơ quan gửi phiếu ghi đủ giấy tờ cần bổ sung. Khi nhận đủ, thời hạn được tính lại từ đầu và Ông/Bà có ngày "
        "hẹn mới."
    ),
    "pause": n_(
        "Cơ quan gửi phiếu ghi đủ giấy tờ cần bổ sung. Thời hạn tạm dừng trong lúc chờ; khi nhận đủ, thời hạn được "
        "tính tiếp phần còn lại."
    ),
}

# The search, and what it says when it leads nowhere.
FOUND = n_("Có %(n)s thủ tục.")
NOT_FOUND = n_(
    "Không có thủ tục nào khớp. Ông/Bà thử bớt chữ, chỉ gõ một hai chữ chính (ví dụ: khai sinh, đất đai), chọn "
    "“Tất cả” ở các ô bên trên, hoặc gọi 1022."
)
PROVISIONAL_CODE = n_("Mã bắt đầu bằng “TAM-” là mã tạm của tỉnh, trong khi chờ mã quốc gia.")
UNKNOWN_CODE = n_("Không có thủ tục nào mang mã %(code)s. Ông/Bà tìm theo tên ở dưới đây.")
NO_LONGER = n_("Thủ tục này không còn áp dụng. Ông/Bà tìm thủ tục thay thế ở dưới đây hoặc gọi 1022.")

# What is wrong with what was entered, one sentence each.
PROCEDURES_WRONG = {
    "q": n_("Tên hoặc mã thủ tục dài quá 200 ký tự hoặc có ký tự không đọc được. Ông/Bà gõ lại ngắn hơn."),
    "linh_vuc": n_("Ông/Bà chọn một lĩnh vực có trong danh sách."),
    "noi": n_("Ông/Bà chọn một nơi giải quyết có trong danh sách."),
}
RECKONING_WRONG = {
    "thu_tuc_missing": n_("Ông/Bà chọn thủ tục."),
    "thu_tuc": n_("Ông/Bà chọn một thủ tục có trong danh sách."),
    "truong_hop": n_("Ông/Bà chọn một trường hợp của thủ tục này."),
    "kenh": n_("Thủ tục này không nhận theo cách nộp đã chọn. Ông/Bà chọn cách nộp khác."),
    "co_quan": n_("Ông/Bà chọn một cơ quan có trong danh sách."),
    "ngay": n_("Ông/Bà nhập ngày nộp theo dạng ngày/tháng/năm, ví dụ 05/02/2026."),
    "gio": n_("Ông/Bà nhập giờ nộp theo dạng giờ:phút, ví dụ 08:30."),
    "no_rules": n_("Vào ngày này thủ tục chưa có quy định áp dụng. Ông/Bà chọn ngày nộp khác."),
    "no_such_day": n_("Ngày này không có trong lịch. Ông/Bà xem lại ngày và tháng."),
    "out_of_range": n_("Cổng không tính được cho ngày này. Ông/Bà chọn ngày gần hơn."),
    "hoi_ngay": n_("Ông/Bà nhập ngày cơ quan yêu cầu bổ sung theo dạng ngày/tháng/năm, ví dụ 05/02/2026."),
    "hoi_gio": n_("Ông/Bà nhập giờ cơ quan yêu cầu bổ sung theo dạng giờ:phút, ví dụ 08:30."),
    "asked_first": n_("Ngày yêu cầu bổ sung không được trước lúc nộp hồ sơ."),
    "asked_far": n_("Ngày yêu cầu bổ sung cách lúc nộp hồ sơ hơn một năm. Ông/Bà chọn ngày gần hơn."),
    "asked_missing": n_("Ông/Bà nhập ngày cơ quan yêu cầu bổ sung trước khi nhập ngày nộp bổ sung."),
    "bo_sung_ngay": n_("Ông/Bà nhập ngày nộp bổ sung theo dạng ngày/tháng/năm, ví dụ 05/02/2026."),
    "bo_sung_gio": n_("Ông/Bà nhập giờ nộp bổ sung theo dạng giờ:phút, ví dụ 08:30."),
    "handed_first": n_("Ngày nộp bổ sung không được trước lúc cơ quan yêu cầu bổ sung."),
    "handed_far": n_("Ngày nộp bổ sung cách lúc cơ quan yêu cầu hơn một năm. Ông/Bà chọn ngày gần hơn."),
}
