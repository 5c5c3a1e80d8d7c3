"""Nouns of this room: the dossier, its steps, stops, history, and what the unattended jobs leave behind."""

from dossiers.models.dossier import CodeCounter, Dossier, Intake
from dossiers.models.history import ENDINGS, ENTERED_AT, MEASURED, Event, EventKind, Reason, Signal
from dossiers.models.progress import (
    BY_HAND,
    Apology,
    Pause,
    PauseGround,
    Payment,
    Step,
    Supplement,
    SupplementPermission,
)
from dossiers.models.unattended import (
    Finding,
    Heartbeat,
    Job,
    JobKind,
    JobState,
    Mark,
    MarkKind,
    Notice,
    NoticeState,
)

__all__ = [
    "BY_HAND",
    "ENDINGS",
    "ENTERED_AT",
    "MEASURED",
    "Apology",
    "CodeCounter",
    "Dossier",
    "Event",
    "EventKind",
    "Finding",
    "Heartbeat",
    "Intake",
    "Job",
    "JobKind",
    "JobState",
    "Mark",
    "MarkKind",
    "Notice",
    "NoticeState",
    "Pause",
    "PauseGround",
    "Payment",
    "Reason",
    "Signal",
    "Step",
    "Supplement",
    "SupplementPermission",
]
