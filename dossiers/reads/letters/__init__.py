"""What each kind of letter says, read from the dossier; by kind, so that a door needs to know no more than that."""

from collections.abc import Callable

from dossiers.models import LetterKind
from dossiers.reads.letters.content import Content, NothingToPrint
from dossiers.reads.letters.receipt import receipt

# Letters of one dossier that nothing has to be typed for. A supplement slip's takes `which` round, too.
OF_DOSSIER: dict[LetterKind, Callable[..., Content]] = {
    LetterKind.RECEIPT: receipt,
}

__all__ = ["OF_DOSSIER", "Content", "NothingToPrint"]
