"""Structured logs: one JSON line each, with request and task ids, without personal data.

Faults are told by their type and where they happened, never by their words: those quote what was typed.
"""

import json
import threading
import traceback
import uuid

import structlog
from django.db import InterfaceError, OperationalError, ProgrammingError

# Whose words are about the database itself: what follows their first line quotes statements and rows.
_TELLABLE = (OperationalError, InterfaceError, ProgrammingError)
current = threading.local()  # .request: the one that this thread answers; the door sets it


def request_id(request) -> str:
    """Made when the first line needs it: most look-ups write none."""
    found = getattr(request, "log_id", None)
    if found is None:
        found = request.log_id = str(uuid.uuid4())
    return found


def _with_request(logger, method, line: dict) -> dict:
    request = getattr(current, "request", None)
    if request is not None and "request_id" not in line:
        line["request_id"] = request_id(request)
    return line


def what_happened(exc_info) -> str:
    """A trace without the words of its faults, outermost cause first."""
    fault = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    parts: list[str] = []
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        frames = "".join(traceback.format_tb(fault.__traceback__))
        words = f": {str(fault).partition(chr(10))[0]}" if isinstance(fault, _TELLABLE) else ""
        parts.insert(0, f"{frames}{type(fault).__module__}.{type(fault).__qualname__}{words}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\n".join(parts)


_EVERY_LINE = [
    structlog.contextvars.merge_contextvars,
    _with_request,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.ExceptionRenderer(what_happened),
]
structlog.configure(
    processors=[*_EVERY_LINE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


# JSON leaves these as they are, and some readers take them for the end of a line, or for orders to a terminal.
_ESCAPED = {point: f"\\u{point:04x}" for point in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


def _one_line(line: dict, **options) -> str:
    return json.dumps(line, ensure_ascii=False, **options).translate(_ESCAPED)


def json_formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler; log records of libraries take the same shape."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_EVERY_LINE,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(serializer=_one_line),
        ],
    )
