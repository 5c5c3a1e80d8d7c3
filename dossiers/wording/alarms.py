"""Words of alarms, for those who keep the portal running. They read Vietnamese only."""

STOPPED = "Cổng hồ sơ: kiểm tra hạn tự động đã dừng từ %(since)s"
NEVER_RAN = "Cổng hồ sơ: kiểm tra hạn tự động chưa hoàn tất lần nào"
RUNS_AGAIN = "Cổng hồ sơ: kiểm tra hạn tự động đã chạy lại"

WHILE_STOPPED = """\
Kính gửi Ông/Bà,

%(what)s.

Danh sách trên cổng vẫn đúng theo thời điểm mở trang, nhưng hồ sơ vừa quá hạn chưa được đánh dấu, cán bộ và người nộp chưa được báo.

Việc cần làm:
1. Xem hai tiến trình celery worker và celery beat, rồi cơ sở dữ liệu.
2. Chạy ngay một lần kiểm tra: manage.py sweep

%(address)s

Thư tự động, nhắc lại sau mỗi 6 giờ cho đến khi kiểm tra chạy lại; xin không trả lời thư này.
"""  # noqa: E501 - letters break their lines themselves
AFTERWARDS = """\
Kính gửi Ông/Bà,

Kiểm tra hạn tự động đã chạy lại lúc %(at)s. Trước đó: %(what)s.

%(address)s

Thư tự động; xin không trả lời thư này.
"""
WHAT_STOPPED = "lần kiểm tra hạn tự động hoàn tất gần nhất là %(since)s"
WHAT_NEVER_RAN = "chưa có lần kiểm tra hạn tự động nào hoàn tất"
