"""The clock of a dossier: when it is due, how late it is, and why. The rule book is deadlines.md.

Pure arithmetic on values (no database, no wall clock), zone Asia/Ho_Chi_Minh:
`counting` computes due dates, `reading` tells the time left, `explaining` shows the working, `parties` shares out
the time that passed, `due_lines` answers JSON Lines.
"""

from agencies.worktime import BadInput
from dossiers.clock.counting import (
    LAST_HOUR,
    Due,
    Ledger,
    Pause,
    counted_from,
    due,
    ledger_due,
    parse_cutoff,
    receipt_day,
)
from dossiers.clock.due_lines import due_lines
from dossiers.clock.explaining import Kind, Row, explain
from dossiers.clock.parties import Awaited, Holder, Share, Spender, Turn, shares
from dossiers.clock.reading import DUE_SOON_DAYS, DeadlineState, due_soon_at, state, working_days

__all__ = [
    "DUE_SOON_DAYS",
    "LAST_HOUR",
    "Awaited",
    "BadInput",
    "DeadlineState",
    "Due",
    "Holder",
    "Kind",
    "Ledger",
    "Pause",
    "Row",
    "Share",
    "Spender",
    "Turn",
    "counted_from",
    "due",
    "due_lines",
    "due_soon_at",
    "explain",
    "ledger_due",
    "parse_cutoff",
    "receipt_day",
    "shares",
    "state",
    "working_days",
]
