"""`manage.py check_sweep`: does the sweep still come to its end? For a timer outside Celery; prints one JSON line."""

import json
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError

from dossiers import actions

ALARM, UNKNOWN = 1, 2  # exit codes


class Command(BaseCommand):
    help = (
        "Báo động khi quá 15 phút chưa có lần kiểm tra hạn nào hoàn tất, và viết thư cho ALARM_EMAIL. "
        "Mã thoát: 0 bình thường, 1 đang báo động, 2 không hỏi được cơ sở dữ liệu."
    )

    def handle(self, *args, **options):
        try:
            found = actions.check_sweep()
        except (DatabaseError, InterfaceError) as fault:
            why = str(fault).partition("\n")[0]
            self.stderr.write(f"Không hỏi được cơ sở dữ liệu: {why}")
            self.stdout.write(json.dumps({"alarm": None}))
            sys.exit(UNKNOWN)
        self.stdout.write(json.dumps(found))
        if found["alarm"]:
            sys.exit(ALARM)
