"""Sentences of the page that shows everybody the figures, of its files and of its data dictionary."""

from django.utils.translation import gettext_noop as n_

BAD = {
    "month": n_("Tháng này không có trong số liệu công khai. Ông/Bà chọn một tháng trong danh sách."),
    "agency": n_("Không có cơ quan nào mang mã này. Ông/Bà chọn một cơ quan trong bảng."),
    "field": n_("Không có lĩnh vực này. Ông/Bà chọn một lĩnh vực trong bảng."),
    "procedure": n_("Không có thủ tục nào mang mã này. Ông/Bà chọn một thủ tục trong bảng."),
    "both": n_("Ông/Bà chọn một lĩnh vực hoặc một thủ tục, không chọn cả hai."),
    "by": n_("Không có cách xem này. Ông/Bà chọn một cách xem trên trang."),
}

# By the key of `reads.published.asked.By`: as a choice, as the heading of the table, as the head of its first column.
BY = {
    "co-quan": (n_("Theo cơ quan"), n_("Từng cơ quan"), n_("Cơ quan")),
    "linh-vuc": (n_("Theo lĩnh vực"), n_("Từng lĩnh vực"), n_("Lĩnh vực")),
    "thu-tuc": (n_("Theo thủ tục"), n_("Từng thủ tục"), n_("Thủ tục")),
    "thang": (n_("Theo tháng"), n_("Từng tháng"), n_("Tháng")),
    "xep-hang": (n_("Xếp hạng cơ quan"), n_("Cả bảng xếp hạng"), n_("Cơ quan")),
}
KINDS = {"departments": n_("Sở, ngành"), "communes": n_("Xã, phường"), "others": n_("Cơ quan khác")}

PROVINCE = n_("Toàn tỉnh")
KEPT = n_(
    "Cứ 10 hồ sơ có kết quả thì %(tenths)s hồ sơ xong không muộn hơn ngày hẹn đầu tiên: %(n)s trong %(of)s hồ sơ, tức "
    "%(share)s."
)
KEPT_MORE = n_(
    "Cứ 10 hồ sơ có kết quả thì hơn %(tenths)s hồ sơ xong không muộn hơn ngày hẹn đầu tiên: %(n)s trong %(of)s hồ sơ, "
    "tức %(share)s."
)
KEPT_FEW = n_(
    "%(n)s trong %(of)s hồ sơ có kết quả xong không muộn hơn ngày hẹn đầu tiên, tức %(share)s."
)  # fewer than one of ten
NONE_FINISHED = n_("Chưa có hồ sơ nào có kết quả để so với ngày hẹn đầu tiên.")
OVERDUE = n_("Đến hết ngày %(day)s có %(n)s hồ sơ đang quá hạn, lâu nhất %(days)s ngày làm việc.")
OVERDUE_ADDED = n_("Đến hết ngày %(day)s có %(n)s hồ sơ đang quá hạn.")
NONE_OVERDUE = n_("Đến hết ngày %(day)s không có hồ sơ nào quá hạn.")
PAUSED = n_(
    "%(n)s hồ sơ đang tạm dừng tính thời hạn giải quyết, trong đó %(late)s hồ sơ đã quá ngày hẹn đầu tiên từ trước khi "
    "tạm dừng."
)
NEVER_ANY = n_("Chưa có hồ sơ nào trong 13 tháng đang được công khai.")
NONE_THEN = n_("Trong tháng này không có hồ sơ nào.")
PER_HUNDRED = n_("Yêu cầu bổ sung trên 100 hồ sơ đã nhận")

# Parts of the page: the anchor, the heading, the figures in order.
SECTIONS = (
    ("tiep-nhan", n_("Nhận bao nhiêu hồ sơ"), (
        "received", "received_counter", "received_online", "received_post", "entered_later", "carried",
    )),
    ("dang-giai-quyet", n_("Đang giải quyết, còn hạn hay quá hạn"), (
        "open", "open_in_time", "open_due_soon", "overdue", "open_paused", "no_due", "open_missed",
    )),
    ("qua-han", n_("Quá hạn bao lâu"), (
        "overdue", "overdue_median", "overdue_worst", "overdue_0", "overdue_1_5", "overdue_6_15", "overdue_16_30",
        "overdue_over_30", "unapologised", "promise_missed",
    )),
    ("dang-dung", n_("Đang tạm dừng tính thời hạn giải quyết"), (
        "paused", "paused_was_late", "paused_overdue", "paused_median", "paused_worst", "paused_supplement",
        "paused_payment", "paused_verification", "paused_survey", "paused_appraisal", "paused_dispute",
        "paused_force_majeure",
    )),
    ("bo-sung", n_("Yêu cầu bổ sung giấy tờ"), ("supplements", "supplements_late", "supplements_again")),
    ("xin-loi", n_("Xin lỗi và đổi ngày hẹn"), ("apologies", "apologies_late", "moved", "moved_by_calendar")),
    ("khong-ket-qua", n_("Kết thúc mà không có kết quả"), (
        "declined", "declined_conditions", "declined_authority", "declined_untrue", "declined_other", "withdrawn",
        "withdrawn_no_need", "withdrawn_file_again", "withdrawn_elsewhere", "withdrawn_other", "stopped",
        "stopped_unanswered", "stopped_unpaid", "stopped_at_request", "stopped_abolished", "stopped_dispute",
        "stopped_other", "ended_missed",
    )),
    ("ket-qua", n_("Kết quả chờ nhận, chưa lưu tệp"), ("waiting", "waiting_median", "waiting_worst", "no_file")),
    ("doi-chieu", n_("Dấu hiệu cần xem lại"), ("out_of_hours", "in_batches", "mismatches")),
)  # fmt: skip
ON_TIME = n_("Đúng hẹn hay trễ hẹn")
HOW = {
    "early": n_("Trước ngày hẹn"),
    "on_time": n_("Đúng ngày hẹn"),
    "late": n_("Sau ngày hẹn"),
    "none": n_("Không có ngày hẹn"),
}
DATES = {"first": n_("Theo ngày hẹn đầu tiên"), "now": n_("Theo thời hạn hiện nay")}
SHARES_OF = {
    "first": n_(
        "Tỷ lệ theo ngày hẹn đầu tiên tính trên %(of)s hồ sơ: %(finished)s hồ sơ có kết quả trừ %(none)s hồ sơ không "
        "có ngày hẹn."
    ),
    "now": n_(
        "Tỷ lệ theo thời hạn hiện nay tính trên %(of)s hồ sơ: %(finished)s hồ sơ có kết quả trừ %(none)s hồ sơ không "
        "có thời hạn."
    ),
}
MONTHS = n_("Mười ba tháng qua")
CHARTS = {
    "on_time": n_("Hồ sơ có kết quả trong tháng, so với hai ngày hẹn; phần đậm là không muộn hơn ngày hẹn"),
    "overdue": n_("Hồ sơ quá hạn, theo số ngày làm việc đã quá"),
    "paused": n_("Hồ sơ đang tạm dừng, theo lý do"),
    "months": n_("Số hồ sơ quá hạn, đang tạm dừng lúc hết tháng, và trả kết quả trễ hẹn trong tháng"),
}
LINES = {"overdue": n_("Quá hạn"), "paused": n_("Đang tạm dừng"), "first_late": n_("Trễ hẹn")}
UNFINISHED = n_("chưa hết")

# The table's columns: a figure's key, or "kept_first" and "kept_now" for shares; a short head.
COLUMNS = (
    ("received", n_("Đã nhận")),
    ("finished", n_("Có kết quả")),
    ("kept_first", n_("Đúng hẹn đầu tiên")),
    ("kept_now", n_("Đúng hạn hiện nay")),
    ("open", n_("Đang giải quyết")),
    ("overdue", n_("Quá hạn")),
    ("overdue_worst", n_("Lâu nhất, ngày")),
    ("paused", n_("Đang tạm dừng")),
)

INTERVAL = n_("từ %(low)s đến %(high)s")
PLACES = n_("hạng %(best)s đến %(worst)s")
PLACE = n_("hạng %(best)s")
ONE_ALONE = n_("Chỉ một cơ quan có đủ số liệu, nên không có thứ hạng.")
RANKED_OVER = n_("Xếp hạng theo số liệu từ tháng %(since)s đến tháng %(month)s.")
RANKED_ONE = n_("Xếp hạng theo số liệu tháng %(month)s.")
RANKED_MONTHS = n_("Xếp hạng theo tháng được xem và hai tháng liền trước, nếu các tháng đó còn được công khai.")
RANKING = (
    n_(
        "Xếp theo tỷ lệ giữ được ngày hẹn đầu tiên của những hồ sơ đã biết là giữ được hay không: hồ sơ đã có kết quả, "
        "và hồ sơ đã quá ngày hẹn, kể cả khi chưa xong hoặc kết thúc không có kết quả. Để hồ sơ tồn đọng hoặc kết thúc "
        "hồ sơ đã trễ hẹn đều không làm tăng thứ hạng."
    ),
    n_(
        "Ít hồ sơ thì tỷ lệ chưa đủ tin cậy. Vì vậy mỗi cơ quan có một khoảng, mà tỷ lệ thật nằm trong đó 95 lần trên "
        "100 (khoảng Wilson), và được xếp theo đầu thấp của khoảng: 3 trong 3 không đứng trên 950 trong 1.000."
    ),
    n_("Các khoảng chồng lên nhau thì chưa thể nói cơ quan nào hơn: cột cuối ghi mọi hạng có thể."),
    n_("Cơ quan có dưới 30 hồ sơ như vậy không được xếp hạng. Sở, ngành và xã, phường được xếp riêng."),
)
TOGETHER = (
    n_(
        "Con số nhỏ của một thủ tục nhạy cảm có thể làm lộ một người. Vì vậy thủ tục nhạy cảm không bao giờ có dòng "
        "riêng: nó được cộng chung với một thủ tục không nhạy cảm mà cùng cơ quan giải quyết, trong mọi bảng, mọi "
        "tháng, mọi tệp. Lĩnh vực chỉ có thủ tục nhạy cảm thì được cộng chung với một lĩnh vực khác."
    ),
    n_(
        "Những gì được cộng chung do danh mục quyết định, không do con số, nên lấy số này trừ số kia ở bất cứ đâu cũng "
        "không tách được thủ tục nhạy cảm, dù nó có dưới 5 hay nhiều hồ sơ. Số của cả một cơ quan luôn được công khai."
    ),
    n_("Số ngày ở giữa của phần cộng chung để trống, vì không tính được từ các số ở giữa."),
)
FILE = {
    "title": n_("Số liệu giải quyết hồ sơ"),
    "month": n_("Tháng %(month)s, tính đến hết ngày %(day)s."),
    "counted": n_("Đếm lúc %(at)s; lịch làm việc bản số %(calendar)s; định nghĩa bản số %(definitions)s."),
    "dictionary": n_("Ý nghĩa từng cột: /thong-ke/dinh-nghia"),
    "definitions": n_("Định nghĩa số liệu giải quyết hồ sơ"),
    "version": n_("Định nghĩa bản số %(definitions)s."),
}
# Columns of the file before and after the figures: key, label, definition.
COLUMNS_BEFORE = (
    ("month", n_("Tháng"), n_("Năm và tháng, ví dụ 2026-10.")),
    ("agency_code", n_("Mã cơ quan"), n_("Mã định danh của cơ quan giải quyết; trống là toàn tỉnh.")),
    ("agency", n_("Cơ quan"), n_("Tên cơ quan giải quyết; trống là toàn tỉnh.")),
    ("field", n_("Lĩnh vực"), n_("Một lĩnh vực, hoặc các lĩnh vực cộng chung; trống là mọi lĩnh vực.")),
    (
        "procedure_code",
        n_("Mã thủ tục"),
        n_("Mã quốc gia, cách nhau bằng dấu cách khi cộng chung; trống là mọi thủ tục."),
    ),
    ("procedure", n_("Thủ tục"), n_("Tên thủ tục, hoặc các thủ tục cộng chung; trống là mọi thủ tục.")),
)
COLUMNS_AFTER = (
    ("through", n_("Tính đến hết ngày"), n_("Ngày cuối cùng được đếm.")),
    ("counted_at", n_("Đếm lúc"), n_("Lúc các con số được đếm, giờ Việt Nam.")),
    ("calendar_version", n_("Bản lịch làm việc"), n_("Số bản của lịch làm việc mà ngày làm việc được tính theo.")),
    ("definitions", n_("Bản định nghĩa"), n_("Số bản của các định nghĩa này; tăng khi cách đếm thay đổi.")),
)
