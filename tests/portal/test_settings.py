"""The settings say no, in one sentence, before anything runs wrongly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "x" * 64,
    "ALLOWED_HOSTS": "tracuu.dongthap.gov.vn",
    "TRUSTED_PROXIES": "1",
    "PUBLIC_URL": "https://tracuu.dongthap.gov.vn",
    "ATTACHMENTS_DIR": "/var/lib/hoso-not-there/tep",
    "DATABASE_URL": "postgres://portal_app:x@127.0.0.1:1/portal",
    "DATABASE_OWNER_URL": "postgres://portal_owner:x@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def start(**changes):
    """What `import portal.settings` says with this environment and nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    chosen = {name: value for name, value in {**SOUND, **changes}.items() if value is not None}
    code = "from django.conf import settings; settings.DEBUG; print(settings.SESSION_COOKIE_NAME)"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "portal.settings", **chosen},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_sound_production_starts_with_host_bound_cookies():
    done = start()

    assert done.stdout.strip() == "__Host-sessionid", done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": None}, "Thiếu SECRET_KEY"),
        ({"SECRET_KEY": "ngắn"}, "SECRET_KEY quá ngắn"),
        ({"DEBUG": "true"}, "DEBUG không được bật"),
        ({"SECOND_FACTOR": "false"}, "SECOND_FACTOR không được tắt khi PORTAL_ENV=production."),
        ({"ALLOWED_HOSTS": None}, "Thiếu ALLOWED_HOSTS"),
        ({"TRUSTED_PROXIES": None}, "Thiếu TRUSTED_PROXIES"),
        ({"PUBLIC_URL": None}, "Thiếu PUBLIC_URL"),
        ({"PUBLIC_URL": "http://tracuu.dongthap.gov.vn"}, "PUBLIC_URL có dạng https://"),
        ({"TRUSTED_PROXIES": "2"}, "TRUSTED_PROXIES chỉ nhận 0 hoặc 1"),
        ({"ATTACHMENTS_DIR": None}, "Thiếu ATTACHMENTS_DIR"),
        ({"ATTACHMENTS_DIR": "tep"}, "ATTACHMENTS_DIR phải là đường dẫn tuyệt đối"),
        ({"ATTACHMENTS_DIR": str(ROOT / "static/tep")}, "ATTACHMENTS_DIR phải là đường dẫn tuyệt đối"),
        ({"ATTACHMENTS_DIR": "/usr"}, "ATTACHMENTS_DIR phải là thư mục chỉ tài khoản của cổng mở được"),
        ({"ALARM_EMAIL": "truc@dongthap.gov.vn; x"}, "ALARM_EMAIL nhận các địa chỉ thư"),
        ({"ALARM_EMAIL": "truc@dongthap.gov.vn"}, "Thiếu EMAIL_URL"),
        ({"METRICS_TOKEN": "ngan"}, "METRICS_TOKEN phải từ 24 ký tự ASCII"),
        ({"METRICS_TOKEN": "x" * 20 + " " + "x" * 20}, "METRICS_TOKEN phải từ 24 ký tự ASCII"),
        ({"METRICS_DIR": "so-do"}, "METRICS_DIR phải là đường dẫn tuyệt đối"),
        ({"PORTAL_ENV": "prod"}, "PORTAL_ENV chỉ nhận demo hoặc production"),
        ({"DATABASE_URL": None}, "Thiếu DATABASE_URL"),
        ({"REDIS_URL": None}, "Thiếu REDIS_URL"),
        ({"DATABASE_OWNER_URL": None, "PORTAL_DB_ROLE": "owner"}, "Thiếu DATABASE_OWNER_URL"),
    ],
)
def test_production_refuses_what_is_missing_or_unsafe(changes, words):
    done = start(**changes)

    assert done.returncode != 0
    assert words in done.stderr.splitlines()[-1]


def test_manage_py_starts_no_engine_in_production():
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**kept, **SOUND, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode != 0
    assert "Thiếu DATABASE_URL" in done.stderr
