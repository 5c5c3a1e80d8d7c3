"""The night's count of figures, now: for a timer outside Celery, and after an import."""

from django.core.management.base import BaseCommand

from dossiers import actions


class Command(BaseCommand):
    help = "Đếm lại số liệu thống kê đến hết ngày hôm qua; chạy lại bao nhiêu lần cũng được."

    def handle(self, *args, **options):
        self.stdout.write(f"{actions.count_figures()}")
