"""Receiving a dossier in pages: procedure → applicant → papers → check → receipt.

What is typed is a draft in the database, under the key that later makes a double click one dossier.
"""

from dossiers.views.intake.checking import check
from dossiers.views.intake.choosing import choose, discard
from dossiers.views.intake.receipts import receipt, visit
from dossiers.views.intake.typing import applicant, papers

__all__ = ["applicant", "check", "choose", "discard", "papers", "receipt", "visit"]
