"""What a password must be, and our sentence for each that is not."""

from django.contrib.auth import password_validation as judges

HINT = "Ít nhất 10 ký tự. Không dùng tên đăng nhập, họ tên hay mật khẩu mà nhiều người hay đặt."


class LongEnough(judges.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự."


class NotCommon(judges.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Mật khẩu này có quá nhiều người dùng. Ông/Bà chọn mật khẩu khác."


class NotOneself(judges.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "Mật khẩu quá giống tên đăng nhập, họ tên hoặc thư điện tử. Ông/Bà chọn mật khẩu khác."
