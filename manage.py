#!/usr/bin/env python
"""Django's commands; without DATABASE_URL or REDIS_URL they start, or join, the embedded engines."""

import os
import signal
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line

from portal import engines

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush"}
NEED_NO_ENGINES = {"help", "version", "makemessages", "compilemessages", "collectstatic"}
HELP = {"-h", "--help", "--version"}


def main() -> None:
    environ.Env.read_env(Path(__file__).resolve().parent / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ["PORTAL_DB_ROLE"] = "owner"
    if command in NEED_NO_ENGINES or HELP.intersection(sys.argv):
        os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/nothing")
        os.environ.setdefault("REDIS_URL", "redis://localhost/0")
    elif os.environ.get("PORTAL_ENV") != "production":
        # Ended by TERM, Python would skip its farewell, and with it the engines' stop.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            engines.fill(os.environ, os.environ.get("PORTAL_STATE", "main"))
        except engines.EnginesError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
