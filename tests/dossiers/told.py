"""What a test knows about one dossier: what happened, which first dates it was told, what must be marked."""

from datetime import datetime

from agencies.worktime import Calendar
from dossiers.models import Dossier
from dossiers.reads.ledger import key_of
from tests.facts.slow import Told


class Life:
    """What a test knows about one dossier: what happened, which first dates it was told, what must be marked."""

    def __init__(self, dossier: Dossier):
        self.pk, self.log, self.first, self.expected = dossier.pk, [], {}, set()

    def told(self, dossier: Dossier, calendar: Calendar) -> Told:
        """The rule book's dossier, under one calendar."""
        rules = dossier.rules
        terms = [term for term in (rules.term, rules.second_term) if term is not None]
        told = Told(dossier.received_at, terms, rules.cutoff or None, rules.stop_mode == "restart")
        for verb, at in self.log:
            match verb:
                case "request_supplement":
                    told.ask(calendar, at)
                case "receive_supplement":
                    told.answer(at)
                case "request_payment":
                    told.send_form(at)
                case "confirm_payment":
                    told.paid(at)
                case "pause":
                    told.pause(at)
                case "resume":
                    told.resume(at)
        return told

    def expect(self, before: Dossier, seq: int, at: datetime, *, reopened: bool = False) -> None:
        """What must be marked at `at` of the dates that have stood since the last look.

        reopened: an end was taken back, so that what passed since then was missed.
        """
        if before.voided_at is not None or (before.closed_at is not None and not reopened):
            return
        since = before.closed_at if before.closed_at is not None and before.returned_at is None else self.since
        for kind, instant in (
            ("due_soon", before.due_soon_at),
            ("overdue", before.due_at),
            ("stalled", before.stalls_at),
        ):
            key = seq if kind == "stalled" else before.due_at and key_of(before.due_at)
            if instant is not None and instant < at and (instant >= since or kind != "due_soon"):
                self.expected.add((kind, key))
