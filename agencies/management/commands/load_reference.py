"""`manage.py load_reference`: agencies, procedures and calendar from the project's own files; safe to repeat."""

from django.core.management.base import BaseCommand, CommandError

from agencies.loading import LAND, load_reference
from agencies.models import Agency, AgencyKind, CalendarDay, DayStatus, Procedure, ProcedureRules, Unit
from agencies.published import Unreadable


class Command(BaseCommand):
    help = "Nạp cơ quan, thủ tục và lịch làm việc từ tệp dữ liệu kèm theo; chạy lại không đổi gì thêm."

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="không in tóm tắt")

    def handle(self, *args, quiet=False, **options):
        try:
            done = load_reference()
        except Unreadable as fault:
            raise CommandError(f"{fault} Chưa nạp gì.") from fault
        if not quiet:
            self.stdout.write("\n".join(_words(done)))


def _words(done) -> list[str]:
    agencies = Agency.objects
    rules = ProcedureRules.objects
    unconfirmed = rules.filter(is_confirmed=False)
    days = CalendarDay.objects
    changed = sum(done.changed.values())
    lines = [
        f"Cơ quan: {agencies.count()} ({agencies.filter(kind=AgencyKind.COMMUNE).count()} xã, phường), "
        f"{Unit.objects.count()} đơn vị; {agencies.filter(code_is_provisional=True).count()} mã định danh còn tạm.",
        f"Thủ tục: {Procedure.objects.count()}, {rules.count()} quy định theo kênh.",
        f"Chưa xác nhận: {unconfirmed.count()} quy định của {_procedures(unconfirmed)} thủ tục, trong đó",
        f"  thời hạn không kèm đơn vị: {rules.filter(doubts__contains='không kèm đơn vị').count()}",
        f"  không ghi thời hạn: {rules.filter(doubts__contains='không ghi thời hạn').count()}",
        f"  thời hạn khác nhau giữa các kênh: {rules.filter(doubts__contains='Thời hạn khác nhau').count()}",
        f"  trái với quy định khác: {rules.filter(doubts__regex=_ELSEWHERE).count()}",
        f"  phí cần xem lại: {rules.filter(doubts__regex=_FEES).count()}",
        f"Thành phần hồ sơ cần đối chiếu: {_procedures(rules.filter(doubts__contains='Thành phần hồ sơ'))} thủ tục.",
        _land_words(rules.filter(procedure__code__startswith=LAND)),
        f"Lịch: {days.filter(status=DayStatus.IN_FORCE).count()} ngày đang áp dụng, "
        f"{days.filter(status=DayStatus.PROPOSED).count()} ngày chờ xác nhận (chưa tính), bản {done.calendar_version}.",
        f"Lần này thêm hoặc sửa {changed} dòng." if changed else "Lần này không có gì thay đổi.",
    ]
    if done.kept_by_hand:
        lines.append(f"Giữ nguyên {len(done.kept_by_hand)} mục đã sửa trong phần quản trị.")
    return lines


def _land_words(rules) -> str:
    cases = rules.values("procedure", "case").distinct()
    missing = sorted(set(range(_ARTICLES[0], _ARTICLES[1] + 1)) - _articles(rules))
    return (
        f"Đất đai theo Quyết định 138/2025/QĐ-UBND: {_procedures(rules)} thủ tục, {cases.count()} trường hợp, "
        f"{cases.filter(second_term__isnull=False).count()} trường hợp có hai lần hẹn; tất cả chưa xác nhận. "
        f"Bản trích thiếu Điều {', '.join(map(str, missing))}."
    )


def _articles(rules) -> set[int]:
    return {int(code.removeprefix(LAND)) for code in rules.values_list("procedure__code", flat=True)}


_ARTICLES = (10, 57)  # of the decision, that set limits
_ELSEWHERE = "Quyết định 138/2025|Nghị định 63/2024|lại ghi"
_FEES = "không ghi phí|ghi phí|Phí nộp"


def _procedures(rules) -> int:
    return rules.values("procedure").distinct().count()
