"""What is typed when a dossier is moved: one form for each page, `values()` are the keywords of its action."""

from dossiers.forms.moves.apologies import ApologyDraft
from dossiers.forms.moves.collecting import CollectionForm
from dossiers.forms.moves.endings import DeclineForm, FinishForm, StopForm, WithdrawForm
from dossiers.forms.moves.hands import AssignForm, PassOnForm, ReturnForm, TakeOnForm
from dossiers.forms.moves.mistakes import CorrectionForm, RedirectForm, ReissueForm, VoidForm
from dossiers.forms.moves.opinions import OpinionAnswer, OpinionRequest
from dossiers.forms.moves.payments import PaymentRequest
from dossiers.forms.moves.plain import PlainMove
from dossiers.forms.moves.stops import PauseForm, ResumeForm
from dossiers.forms.moves.supplements import Permission, SupplementRequest

__all__ = [
    "ApologyDraft",
    "AssignForm",
    "CollectionForm",
    "CorrectionForm",
    "DeclineForm",
    "FinishForm",
    "OpinionAnswer",
    "OpinionRequest",
    "PassOnForm",
    "PauseForm",
    "PaymentRequest",
    "Permission",
    "PlainMove",
    "RedirectForm",
    "ReissueForm",
    "ResumeForm",
    "ReturnForm",
    "StopForm",
    "SupplementRequest",
    "TakeOnForm",
    "VoidForm",
    "WithdrawForm",
]
