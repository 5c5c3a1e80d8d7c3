"""Files of a dossier: what they are, what they may be called, where they lie, who may take one away."""

import hashlib
import unicodedata
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from agencies.models import Role
from dossiers.models import Attachment, Dossier
from dossiers.reads import scope
from dossiers.workflow import UNDO_WITHIN

LARGEST = 10 * 1024 * 1024  # bytes
LONGEST_NAME = 200  # characters
# How the name of a file of each kind ends; the first is what one without any gets.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_BEGINS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": "image/png",
}


def kind_of(head: bytes) -> str | None:
    """The content type by what a file begins with, whatever its name and its sender say; None for any other kind.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"<html>")
    ('application/pdf', None)
    """
    return next((kind for begins, kind in _BEGINS.items() if head.startswith(begins)), None)


def clean_name(name: str, kind: str) -> str:
    r"""A name that is safe to show and to save: no folders, no invisible characters, an ending that says what it is.

    >>> clean_name("C:\\Hồ sơ\\bản vẽ.PDF", "application/pdf"), clean_name("ảnh.exe", "image/jpeg")
    ('bản vẽ.PDF', 'ảnh.exe.jpg')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ")
    stem = " ".join(seen.split()).lstrip(".") or "tep"
    ending = next((end for end in ENDINGS[kind] if stem.lower().endswith(end)), None)
    if ending is None:
        return stem[: LONGEST_NAME - len(ENDINGS[kind][0])] + ENDINGS[kind][0]
    kept = stem[-len(ending) :]
    return (stem[: -len(ending)][: LONGEST_NAME - len(ending)] or "tep") + kept


def place_of(stored_as: UUID) -> Path:
    """Where the bytes lie: by a name of ours, in folders of a size that file systems like."""
    return Path(settings.ATTACHMENTS_ROOT) / stored_as.hex[:2] / stored_as.hex


def is_whole(attachment: Attachment) -> bool:
    """Whether the bytes are there and are those that were sent."""
    try:
        with place_of(attachment.stored_as).open("rb") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == attachment.sha256
    except OSError:
        return False


def why_not_remove(reader: scope.Reader, dossier: Dossier, attachment: Attachment, now: datetime) -> str | None:
    """The key in wording.REFUSED why this person may not take a file out; None when they may.

    Who sent it may as long as it can be a slip: what has lain there, or what a decision was taken upon, is for who
    leads the agency that sent it or the one that answers for the dossier.
    """
    if attachment.removed_at is not None:
        return "file_gone"
    if reader.agencies(Role.SUPERVISOR) & {attachment.agency_id, dossier.deciding_agency_id}:
        return None
    if attachment.by_id != reader.user_id:
        return "file_not_yours"
    has_ended = dossier.closed_at is not None or dossier.voided_at is not None
    return "file_settled" if has_ended or now - attachment.at > UNDO_WITHIN else None
