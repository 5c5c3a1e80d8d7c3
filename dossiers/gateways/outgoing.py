"""What goes out, and what is said when it did not."""

from dataclasses import dataclass, field
from uuid import UUID


class Undelivered(Exception):
    """The gateway did not take it, as far as we know. Its words are fit for a supervisor, without addresses."""


class Unreachable(Undelivered):
    """Nobody answered in time, or the gateway takes nothing at all now: the next message would fare no better."""


class PerhapsSent(Unreachable):
    """It was handed over, and nobody said that it was taken: the next try may make two of it.

    is_known_again: whether the other side knows the next try of the same message by its id, and takes it only once.
    """

    def __init__(self, words: str, *, is_known_again: bool):
        super().__init__(words)
        self.is_known_again = is_known_again


@dataclass(frozen=True)
class Outgoing:
    """One message for one person. id: the same on every try, so that the other side can tell a second try.

    to: an e-mail address, or a telephone number as +84…. template, params: by which a gateway that words messages
    itself knows this one. unsubscribe: the address at which these e-mails are stopped by one press, RFC 8058.
    """

    id: UUID
    channel: str
    to: str
    text: str
    subject: str = ""
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
    unsubscribe: str = ""
