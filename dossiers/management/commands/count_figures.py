"""The night's count of figures, now: for a timer outside Celery, and after an import."""

import json

from django.core.management.base import BaseCommand

from dossiers import actions


class Command(BaseCommand):
    """Prints one line of JSON: {"dossiers", "through" (last day counted, ISO), "hot_spots", "pairs", "seconds"}."""

    help = "Đếm lại số liệu thống kê đến hết ngày hôm qua; chạy lại bao nhiêu lần cũng được."

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(actions.count_figures()))
