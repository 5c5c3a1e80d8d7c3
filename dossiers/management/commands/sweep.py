"""`manage.py sweep`: one sweep, by hand or by a timer outside Celery; prints one JSON line."""

import json

from django.core.management.base import BaseCommand

from dossiers import actions


class Command(BaseCommand):
    help = "Đánh dấu hồ sơ vừa sắp đến hạn hoặc quá hạn, một lần."

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(actions.sweep()))
