"""Messages through the relay, against a bare loop of claim and mark: what wording, judging and keeping cost.

The gateway answers at once. The limit is psycopg2 with the relay's own claim and the same mark, one message at a time,
each statement committed: no dossier, no words, no Django.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import median
from time import perf_counter
from typing import Any
from unittest import mock

import psycopg2
from django.test import override_settings

from dossiers import actions, gateways
from dossiers.actions import delivering
from tests.bench.database import Database

WAITING, ROUNDS, EACH, WARM_UP, BOUND = 10_000, 7, 400, 50, 0.5
# Sent long ago, all but the last so many: those wait, oldest first, each about a dossier of its own.
_FILL = """
INSERT INTO dossiers_message
    (id, dedup_key, occasion, channel, language, dossier_id, agency_id, facts, state, attempts, interruptions,
     created_at, next_at, sent_at, template, subject, text, recipient, reference, error)
SELECT gen_random_uuid(), 'bench:' || id, 'accepted', 'sms', 'vi', id, deciding_agency_id,
       '{{"day": "2026-12-21", "seq": 1}}', state, (state = 'sent')::int, 0, received_at,
       now() - interval '1 hour' + n * interval '1 millisecond', CASE state WHEN 'sent' THEN received_at END, 0, '',
       CASE state WHEN 'sent' THEN repeat('x', 150) ELSE '' END, '', '', ''
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM dossiers_dossier) AS numbered,
     LATERAL (SELECT CASE WHEN n % (({dossiers}) / {waiting}) = 0 THEN 'pending' ELSE 'sent' END AS state) AS chosen
"""


def measure(copy: Database) -> dict[str, Any]:
    """One row of the bench: messages a second, medians. copy: written to."""
    with copy.owner() as cursor:
        cursor.execute(_FILL.format(dossiers=copy.dossiers, waiting=WAITING))
        cursor.execute("VACUUM ANALYZE dossiers_message")
    copy.connect()
    with _answering_at_once():
        _sent(WARM_UP), _marked(copy, WARM_UP)
        rates = [(_sent(EACH), _marked(copy, EACH)) for _ in range(ROUNDS)]  # in turn: a busy machine slows both alike
    value, limit = (median(found) for found in zip(*rates, strict=True))
    return {
        "name": f"relay at {WAITING:,} waiting of {copy.dossiers:,}, messages a second, against claim and mark alone",
        "value": round(value), "limit": round(limit),
        "ratio": round(median(ours / bare for ours, bare in rates), 2), "bound": f">={BOUND}",
    }  # fmt: skip


@contextmanager
def _answering_at_once() -> Iterator[None]:
    with (
        override_settings(MESSAGE_WAYS={"sms": "http"}),
        mock.patch.object(gateways, "send", return_value="1"),
        mock.patch.object(delivering.reads, "may_go_now", return_value=True),  # also at night
    ):
        yield


def _sent(count: int) -> float:
    """Messages a second through the whole relay."""
    left = iter(range(count - 1))

    class UntilThen:
        """A clock by which the round's time is up after so many."""

        @staticmethod
        def monotonic() -> float:
            return 0.0 if next(left, None) is not None else float("inf")

    begun = perf_counter()
    with mock.patch.object(delivering, "time", UntilThen):
        sent = actions.deliver("sms")
    taken = perf_counter() - begun
    if sent != count - 2:
        raise RuntimeError(f"{sent} of {count - 2} went out")
    return sent / taken


def _marked(database: Database, count: int) -> float:
    """Messages a second that are only claimed and marked."""
    with closing(psycopg2.connect(database.database_url)) as raw, raw.cursor() as cursor:
        raw.autocommit = True
        begun = perf_counter()
        for _ in range(count):
            cursor.execute(delivering.CLAIM, {"channel": "sms", "lease": delivering.LEASE})
            row = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
            ours = {"id": row["id"], "attempts": row["attempts"], "recipient": "0912***678", "reference": "1"}
            cursor.execute(delivering.MARK_SENT, ours)
        return count / (perf_counter() - begun)
