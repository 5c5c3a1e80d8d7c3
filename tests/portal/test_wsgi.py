"""The door as granian opens it: nobody sees that the database dropped the connections meanwhile."""

import os
from http.client import HTTPConnection

from django.db import connection

from tests.databases import named
from tests.province import receive
from tests.serving import served

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DROP = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


def test_nobody_sees_that_the_database_dropped_the_connections(committed_province):
    code = receive(committed_province).receipt_code
    environ = {
        **os.environ, "ALLOWED_HOSTS": "127.0.0.1", "METRICS_DIR": "",
        "DATABASE_URL": named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
    }  # fmt: skip
    asked = [
        ("GET", f"/tra-cuu/{code}", None, 200),
        ("POST", f"/tra-cuu/{code}", "so_cuoi=9999", 404),
        ("GET", "/thu-tuc", None, 200),
        ("GET", f"/api/v1/status/{code}", None, 200),
        ("POST", "/can-bo/dang-nhap", "username=ai-do&password=sai", 403),  # without its token
        ("GET", "/can-bo/dang-nhap", None, 200),
        ("GET", "/can-bo/", None, 302),
    ]
    with served("portal.wsgi", environ, workers=1, threads=1) as port:
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        for method, path, body, expected in asked * 2:
            line.request(method, path, body, FORM if body else {})
            answer = line.getresponse()
            answer.read()
            assert answer.status == expected, (method, path)
            with connection.cursor() as cursor:
                cursor.execute(DROP)
        line.close()
