"""Nouns of this room: the dossier, its steps, stops, history, and what the unattended jobs leave behind."""

from dossiers.models.dossier import CodeCounter, Dossier, Intake
from dossiers.models.history import Event, EventKind, Reason
from dossiers.models.progress import Pause, PauseGround, Step, Supplement
from dossiers.models.unattended import Heartbeat, Mark, MarkKind, Notice, NoticeState

__all__ = [
    "CodeCounter",
    "Dossier",
    "Event",
    "EventKind",
    "Heartbeat",
    "Intake",
    "Mark",
    "MarkKind",
    "Notice",
    "NoticeState",
    "Pause",
    "PauseGround",
    "Reason",
    "Step",
    "Supplement",
]
