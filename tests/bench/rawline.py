"""The honest limit: a bare WSGI page that reads one dossier by one prepared SELECT and prints it, escaped.

`DATABASE_URL` says where; the path is /<code>/<bytes of body to fill up to>/<html or json>.
"""

import html
import os

import psycopg2

# The dossier's own columns of the look-up.
SELECT = """
PREPARE line (varchar) AS
SELECT receipt_code, status, current_step, channel, received_at, original_due_at, due_at, due_is_provisional, is_paused,
       promised_at, closed_at, returned_at, updated_at
FROM dossiers_dossier WHERE receipt_code = $1
"""
PAGE = "<!doctype html><title>{}</title><dl>" + "<dd>{}</dd>" * 12 + "</dl>{}"
_cursor = None


def application(environ, start_response):
    global _cursor
    if _cursor is None:
        raw = psycopg2.connect(os.environ["DATABASE_URL"])
        raw.autocommit = True
        _cursor = raw.cursor()
        _cursor.execute(SELECT)
    _, code, size, kind = environ["PATH_INFO"].split("/")
    _cursor.execute("EXECUTE line (%s)", [code])
    row = _cursor.fetchone()
    if row is None:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"404"]
    fields = [html.escape(str(value)) for value in row]
    filling = "x" * max(0, int(size) - len(PAGE) + 26 - sum(map(len, fields)))
    body = PAGE.format(*fields, filling).encode()
    content = "text/html; charset=utf-8" if kind == "html" else "application/json"
    start_response("200 OK", [("Content-Type", content), ("Content-Length", str(len(body)))])
    return [body]
