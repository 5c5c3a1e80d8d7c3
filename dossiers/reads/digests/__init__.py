"""The morning's letter: who gets one, what it tells, in which words."""

from dossiers.reads.digests.figures import Figures, Province
from dossiers.reads.digests.lists import Item, Part, Scope, parts_of
from dossiers.reads.digests.recipients import Recipient, recipients
from dossiers.reads.digests.text import Digest, digest

__all__ = [
    "Digest", "Figures", "Item", "Part", "Province", "Recipient", "Scope", "digest", "parts_of", "recipients",
]  # fmt: skip
