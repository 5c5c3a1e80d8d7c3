"""Files put into a dossier, and taken out of it."""

import contextlib
import hashlib
import os
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction

from dossiers.actions.accesses import saw
from dossiers.actions.refused import Refused
from dossiers.models import AccessKind, Attachment, Dossier
from dossiers.reads import scope
from dossiers.reads.attachments import LARGEST, clean_name, kind_of, place_of, why_not_remove

log = structlog.get_logger("dossiers.attachments")


def attach(*, dossier_id: int, by: User, now: datetime, name: str, file: File) -> Attachment:
    """Keep a file (pdf, jpg or png by what is in it, at most 10 MB). Its bytes are on the disk before its row is
    written, and leave it again if that fails; what only a crash leaves behind belongs to no row and is never served.

    No event, as with notes. Raises Refused; Dossier.DoesNotExist for what this person's agencies have no part in.
    """
    reader = scope.reader_of(by)
    theirs = scope.worked_on(reader)
    theirs.only("pk").get(pk=dossier_id)
    if not file.size:
        raise Refused("file_empty")
    if file.size > LARGEST:
        raise Refused("file_large")
    file.seek(0)
    kind = kind_of(file.read(64))
    if kind is None:
        raise Refused("file_kind")
    kept = Attachment(name=clean_name(name, kind), content_type=kind, size=file.size, stored_as=uuid4(), at=now, by=by)
    place = place_of(kept.stored_as)
    try:
        kept.sha256 = _stored(file, place)
        with transaction.atomic():
            dossier = theirs.select_for_update(of=("self",), no_key=True).get(pk=dossier_id)
            same = Attachment.objects.filter(dossier=dossier, sha256=kept.sha256, removed_at=None).first()
            if same is not None:
                raise Refused("file_twice", name=same.name)
            kept.dossier, kept.agency_id = dossier, scope.acting_for(reader, dossier)
            kept.save()
    except BaseException as fault:
        _erase(place)
        if isinstance(fault, OSError):
            log.error("attachment_not_stored", error=fault.strerror)
            raise Refused("file_not_stored") from fault
        raise
    return kept


@transaction.atomic
def remove_attachment(*, dossier_id: int, attachment_id: int, by: User, now: datetime, reason: str) -> Attachment:
    """Take a file out: its line stays with the reason, and stands among the accesses for those who oversee; its bytes
    go once that is written.

    Raises Refused; Dossier.DoesNotExist, Attachment.DoesNotExist for what this person may not see.
    """
    reader = scope.reader_of(by)
    dossier: Dossier = scope.worked_on(reader).get(pk=dossier_id)
    kept = Attachment.objects.select_for_update().get(pk=attachment_id, dossier=dossier)
    why_not = why_not_remove(reader, dossier, kept, now)
    if why_not:
        raise Refused(why_not)
    if not reason.strip():
        raise Refused("file_reason")
    kept.removed_at, kept.removed_by, kept.removed_because = now, by, reason.strip()
    kept.save(update_fields=["removed_at", "removed_by", "removed_because"])
    saw(by=by, reader=reader, kind=AccessKind.REMOVED, now=now, dossier=dossier, what=kept.name, reason=reason.strip())
    transaction.on_commit(lambda: _erase(place_of(kept.stored_as)))
    return kept


def _erase(place: Path) -> None:
    """What cannot be erased now is no longer served all the same."""
    try:
        place.unlink(missing_ok=True)
    except OSError as fault:
        log.error("attachment_not_erased", place=place.name, error=fault.strerror)


def _stored(file: File, place: Path) -> str:
    """Write it for nobody else to read; its sha256. Raises OSError."""
    root = Path(settings.ATTACHMENTS_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    file.seek(0)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in file.chunks():
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        with contextlib.suppress(OSError):  # some network file systems cannot
            os.fsync(out.fileno())
    return digest.hexdigest()
