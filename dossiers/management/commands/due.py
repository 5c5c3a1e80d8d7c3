"""Due dates on the command line: JSON Lines in, JSON Lines out."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agencies.models import WorkCalendar, working_calendar
from agencies.worktime import BadCalendar, Calendar
from dossiers.clock import due_lines


class Command(BaseCommand):
    """`due [--calendar FILE] [--explain]`: one answer for each line of standard input, in order."""

    help = "Tính ngày hẹn trả: mỗi dòng JSON ở đầu vào cho một dòng JSON ở đầu ra."
    requires_system_checks = ()  # a filter between pipes answers at once

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--calendar", metavar="FILE", help="lịch làm việc; mặc định: lịch trong CSDL")
        parser.add_argument("--explain", action="store_true", help="kèm cách tính từng ngày")

    def handle(self, *, calendar: str | None, explain: bool, **options: Any) -> None:
        days = _calendar_in(calendar) if calendar else _calendar_in_force()
        # Bytes, so that one line that is not UTF-8 does not end the stream.
        lines = getattr(sys.stdin, "buffer", sys.stdin)
        for line in due_lines(lines, days, explained=explain):
            self.stdout.write(line)


def _calendar_in(path: str) -> Calendar:
    try:
        return Calendar.from_mapping(json.loads(Path(path).read_bytes()))
    except (OSError, RecursionError, BadCalendar) as error:
        raise CommandError(f"Không đọc được lịch {path}: {error}") from error
    except ValueError as error:
        raise CommandError(f"Lịch {path} không phải là JSON: {error}") from error


def _calendar_in_force() -> Calendar:
    try:
        return working_calendar()
    except WorkCalendar.DoesNotExist as error:
        raise CommandError("Chưa có lịch làm việc: chạy manage.py load_reference, hoặc dùng --calendar.") from error
