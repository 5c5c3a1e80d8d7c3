"""Who saw whose personal data, and why: written down before it is shown."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from dossiers.models import Access, AccessKind, Dossier
from dossiers.reads.scope import Reader


def saw(
    *, by: User, reader: Reader, kind: AccessKind, now: datetime, dossier: Dossier | None = None, what: str = "",
    reason: str = "", found: int | None = None,
) -> None:  # fmt: skip
    """Keep that this person is about to see personal data. One INSERT, before anything is shown.

    Opening one dossier, printing, searching for a person, fetching back an applicant's data and downloading a file
    are each one line. The lists of a desk are not: whose work it is sees its applicants' names, and a line for every
    row of every page would bury those that matter.

    It counts for that agency of the person's that has a part in the dossier, or for their first. what: as it was
    searched for, or the file's name. found: how many dossiers a search finds, as far as it counts.
    Legal ground: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15.
    """
    Access.objects.create(
        at=now, user_id=by.pk, agency_id=_for(reader, dossier), kind=kind, dossier=dossier, what=what[:300],
        reason=reason[:300], found=found,
    )  # fmt: skip


def saw_each(
    dossiers: Iterable[Dossier], *, by: User, reader: Reader, kind: AccessKind, now: datetime, what: str = "",
    reason: str = "",
) -> None:  # fmt: skip
    """As `saw`, a line for each of several dossiers that are shown at once. One INSERT."""
    Access.objects.bulk_create(
        Access(
            at=now,
            user_id=by.pk,
            agency_id=_for(reader, dossier),
            kind=kind,
            dossier=dossier,
            what=what[:300],
            reason=reason[:300],
        )
        for dossier in dossiers
    )


def _for(reader: Reader, dossier: Dossier | None) -> int | None:
    """The id of the agency for which somebody looks."""
    theirs = [post.agency_id for post in reader.posts]
    near = (agency for agency in theirs if dossier is not None and agency in dossier.readers)
    return next(near, next(iter(theirs), None))
