"""The night's count of what everybody may read, now: for a timer outside Celery, and after an import."""

import json

from django.core.management.base import BaseCommand

from dossiers import actions


class Command(BaseCommand):
    """Prints one line of JSON: {"rows", "written" (that differed), "through" (last day counted, ISO), "seconds"}."""

    help = "Đếm lại số liệu công khai của 13 tháng đến hết ngày hôm qua; chạy lại bao nhiêu lần cũng được."

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(actions.publish_figures()))
