"""The province's one-stop centre as the reference data has it: pages tell whom to call even without a database."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_AGENCIES = Path(__file__).resolve().parent / "reference" / "agencies.json"


@dataclass(frozen=True)
class Centre:
    """As printed on letters. phone: with its spaces."""

    name: str
    address: str
    phone: str

    @property
    def dialled(self) -> str:
        """The digits that a telephone dials."""
        return "".join(filter(str.isdigit, self.phone))


@cache
def centre() -> Centre:
    """Read once a process; a new file comes with a new release."""
    rows = json.loads(_AGENCIES.read_text(encoding="utf-8"))
    found = next(row for row in rows if row["kind"] == "centre")
    return Centre(found["name"], found["address"], found["phone"])
