"""The letters that are the applicant's own: what may be read of a dossier by whoever its last digits let in."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Length

from dossiers.models import Event, EventKind, Letter, LetterKind
from dossiers.workflow import Status

# The control slip, the register, hand-over slips and urges are between agencies. In the order of a dossier's life.
OWN = (
    LetterKind.RECEIPT, LetterKind.SUPPLEMENT, LetterKind.APOLOGY, LetterKind.REFUSAL, LetterKind.STOPPING,
    LetterKind.RESULT,
)  # fmt: skip
# What these letters say holds only while the dossier has this status: an end may have been taken back.
_ONLY_WHILE = {
    LetterKind.REFUSAL: (Status.NOT_ACCEPTED,),
    LetterKind.STOPPING: (Status.STOPPED, Status.WITHDRAWN),
    LetterKind.RESULT: (Status.RETURNED,),
}
_MENDED = (EventKind.CORRECTED, EventKind.REISSUED)


@dataclass
class OwnLetter:
    """One letter as the last of its chain: of a kind a dossier has one that stands, of supplements one a round.

    n: its place among the dossier's own letters, from 1 on; stays. subject: without what it was mended by. earlier:
    the places of those that it replaces, oldest first, with the moment of the last of them (replaced_at). has_ended:
    what it says was taken back. is_outdated: printed before the applicant's data or the code were mended, so that it
    may hold another person's data: not to be shown.
    """

    n: int
    kind: LetterKind
    subject: str
    title: str
    form: str
    number: str
    made_at: datetime
    size: int  # bytes
    pk: int
    has_ended: bool
    is_outdated: bool
    earlier: list[int] = field(default_factory=list)
    replaced_at: datetime | None = None


def own_letters(dossier_id: int, status: int) -> list[OwnLetter]:
    """Those that stand, in the order of a dossier's life. One query, without the pages themselves."""
    mended = Event.objects.filter(dossier=OuterRef("dossier"), kind__in=_MENDED).order_by("-seq").values("at")[:1]
    found = Letter.objects.filter(dossier=dossier_id, kind__in=OWN).order_by("pk").values_list(
        "kind", "subject", KT("facts__title"), KT("facts__form"), KT("facts__number"), "made_at", Length("pdf"), "pk",
        Subquery(mended),
    )  # fmt: skip
    chains: dict[tuple[str, str], OwnLetter] = {}
    for n, (kind, subject, title, form, number, made_at, size, pk, mended_at) in enumerate(found, start=1):
        what = subject.partition("@")[0]
        has_ended = kind in _ONLY_WHILE and status not in _ONLY_WHILE[LetterKind(kind)]
        is_outdated = mended_at is not None and made_at < mended_at
        letter = OwnLetter(
            n, LetterKind(kind), what, title, form, number, made_at, size, pk, has_ended, is_outdated
        )  # fmt: skip
        key = (kind, what if kind == LetterKind.SUPPLEMENT else "")
        if (before := chains.get(key)) is not None:
            letter.earlier, letter.replaced_at = [*before.earlier, before.n], before.made_at
        chains[key] = letter
    return sorted(chains.values(), key=lambda letter: (OWN.index(letter.kind), letter.n))


def pdf_of(letter: OwnLetter) -> tuple[bytes, str]:
    """Its bytes as they were kept when it was printed first, and a name for the file. One query."""
    kept = Letter.objects.only("pdf", "number", "year").get(pk=letter.pk)
    return bytes(kept.pdf), f"{kept.number}-{kept.year}"
