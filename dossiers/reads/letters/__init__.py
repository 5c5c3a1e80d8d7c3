"""What each kind of letter says, read from the dossier; by kind, so that a door needs to know no more than that."""

from collections.abc import Callable

from dossiers.models import LetterKind
from dossiers.reads.letters.apology import apology
from dossiers.reads.letters.content import Content, NothingToPrint
from dossiers.reads.letters.control import control
from dossiers.reads.letters.handing import HandOver, Within
from dossiers.reads.letters.passing import hand_overs_of, passing, passing_of
from dossiers.reads.letters.receipt import receipt
from dossiers.reads.letters.refusal import refusal
from dossiers.reads.letters.register import register
from dossiers.reads.letters.result import result
from dossiers.reads.letters.stopping import stopping
from dossiers.reads.letters.supplement import supplement

# Letters of one dossier that nothing has to be typed for. A supplement slip's takes `which` round, too; the
# control slip's the moment (`now`) at which it tells how things stand.
OF_DOSSIER: dict[LetterKind, Callable[..., Content]] = {
    LetterKind.RECEIPT: receipt,
    LetterKind.PASSING: passing,
    LetterKind.RESULT: result,
    LetterKind.SUPPLEMENT: supplement,
    LetterKind.REFUSAL: refusal,
    LetterKind.APOLOGY: apology,
    LetterKind.STOPPING: stopping,
    LetterKind.CONTROL: control,
}

__all__ = ["OF_DOSSIER", "Content", "HandOver", "NothingToPrint", "Within", "hand_overs_of", "passing_of", "register"]
