"""What goes out, and what is said when it did not."""

from dataclasses import dataclass, field
from uuid import UUID


class Undelivered(Exception):
    """The gateway did not take it, as far as we know. Its words are fit for a supervisor, without addresses."""


@dataclass(frozen=True)
class Outgoing:
    """One message for one person. id: the same on every try, so that the other side can tell a second try.

    to: an e-mail address, or a telephone number as +84…. params: the facts of a template that the gateway knows.
    """

    id: UUID
    channel: str
    to: str
    text: str
    subject: str = ""
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
