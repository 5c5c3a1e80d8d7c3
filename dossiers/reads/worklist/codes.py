"""One box for both codes."""

from django.db.models import Q

from dossiers import codes
from dossiers.reads import scope


def found_by_code(*, reader: scope.Reader, typed: str) -> int | None:
    """The id of the one readable dossier with this code, official or receipt. Raises codes.BadCode for no code at all.

    typed: also the address that a receipt's QR carries.
    """
    text = typed.strip().rstrip("/").split("?")[0].rsplit("/", 1)[-1]
    if codes.is_official(text):
        question = Q(official_plain=codes.folded(text))
    else:
        question = Q(receipt_code=codes.read_receipt_code(text))
    found = scope.readable(reader).filter(question).values_list("pk", flat=True)[:2]
    return found[0] if len(found) == 1 else None
