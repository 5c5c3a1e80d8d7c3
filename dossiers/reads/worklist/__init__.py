"""What waits for a person or their unit, the one that can wait least first."""

from dossiers.reads.worklist.choices import Choices, choices
from dossiers.reads.worklist.lists import Row, WorkList, first_of, work_list
from dossiers.reads.worklist.narrowing import EVERYTHING, WAITS_LONG, Narrowing, Sort
from dossiers.reads.worklist.piles import Pile

__all__ = [
    "EVERYTHING",
    "WAITS_LONG",
    "Choices",
    "Narrowing",
    "Pile",
    "Row",
    "Sort",
    "WorkList",
    "choices",
    "first_of",
    "work_list",
]
