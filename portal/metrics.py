"""/metrics for Prometheus: dossiers and what runs unattended, asked of the database; answers, counted at the door.

Guarded by METRICS_TOKEN (Authorization: Bearer …); without one there is no such page. It holds numbers only. Without
the database it still answers at once, with portal_database_up 0. Process figures are of whichever process answers.
"""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse, HttpResponseNotAllowed
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder

from dossiers.reads.gauges import Gauges, gauges
from portal import faults, timing


def metrics(request) -> HttpResponse:
    """GET and HEAD: 200 with the token, else 401; 404 while none is set."""
    if not settings.METRICS_TOKEN:
        return faults.not_found(request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    said = request.META.get("HTTP_AUTHORIZATION", "").encode(errors="replace")
    if not hmac.compare_digest(said, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"}, content_type="text/plain")
    encode, kind = choose_encoder(request.META.get("HTTP_ACCEPT", ""))
    return HttpResponse(encode(_registry), content_type=kind)


class _Portal:
    """What is asked anew at each scrape."""

    def describe(self) -> list[Metric]:
        """Nothing: to register must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield _answers()
        found = _asked()
        yield GaugeMetricFamily("portal_database_up", "1 when the database answers", value=int(found is not None))
        if found is not None:
            yield from _families(found)


def _asked() -> Gauges | None:
    """None without the database. A connection that a restart broke is replaced once; nobody waits for a new one."""
    kept, connection.patience = connection.patience, 0
    try:
        for _ in range(2):
            try:
                return gauges()
            except (DatabaseError, InterfaceError):
                connection.close()
    finally:
        connection.patience = kept
    return None


def _answers() -> HistogramMetricFamily:
    family = HistogramMetricFamily(
        "portal_request_seconds", "Answers and how long they took, by room and status", labels=["room", "status"]
    )
    for labels, (seconds, counts) in timing.totals().items():
        so_far, buckets = 0.0, []
        for bound, count in zip((*map(str, timing.BOUNDS), "+Inf"), counts, strict=True):
            so_far += count
            buckets.append((bound, so_far))
        family.add_metric(labels, buckets, seconds)
    return family


def _families(found: Gauges) -> Iterator[Metric]:
    def one(name: str, what: str, value: float | None) -> GaugeMetricFamily:
        return many(name, what, [], {(): value})

    def many(name: str, what: str, labels: list[str], values: dict) -> GaugeMetricFamily:
        """values: {labels: number}; what never was has no number."""
        family = GaugeMetricFamily(f"portal_{name}", what, labels=labels)
        for key, value in values.items():
            if value is not None:
                family.add_metric([key] if isinstance(key, str) else key, value)
        return family

    def column(rows: dict, n: int) -> dict:
        return {key: row[n] for key, row in rows.items()}

    yield many("dossiers", "Open dossiers, exact", ["state"], found.dossiers)
    yield one("sweep_unmarked", "Passed deadlines that nobody noted yet, at most 10000", found.unmarked)
    yield one("sweep_oldest_unmarked_seconds", "Age of the oldest of them", found.oldest_unmarked)
    yield one("sweep_marks_last_hour", "Deadlines noted in the last hour, of the latest 1000", found.marks)
    yield one("sweep_late_marks_last_hour", "Those noted more than two minutes after they passed", found.marks_late)
    yield one("sweep_longest_notice_seconds", "The longest that one of them took", found.longest_notice)
    beat = ["job"]
    yield many("beat_age_seconds", "Since the last complete run", beat, column(found.beats, 0))
    yield many("beat_took_seconds", "How long the last complete run took", beat, column(found.beats, 1))
    yield many("beat_rows", "What the last run did", beat, column(found.beats, 2))
    yield many("beat_broken", "1 when a run broke since the last complete one", beat, column(found.beats, 3))
    yield many("outbox_waiting", "What waits to be told, at most 10000", ["box"], column(found.outboxes, 0))
    yield many("outbox_oldest_seconds", "Age of the oldest of it", ["box"], column(found.outboxes, 1))
    message = ["channel", "state"]
    yield many(
        "messages", "Messages not sent, at most 10000 that wait and 10000 dead", message, column(found.messages, 0)
    )
    yield many("messages_oldest_seconds", "Age of the oldest of them", message, column(found.messages, 1))
    yield many("jobs", "Long work that is not done, at most 10000", ["kind", "state"], column(found.jobs, 0))
    yield many("jobs_oldest_seconds", "Age of the oldest of it", ["kind", "state"], column(found.jobs, 1))
    yield one("alarms_open", "Open alarms", found.alarms)
    yield one("books_findings", "What the last audit of the books found", found.findings)
    yield one("books_age_seconds", "Since that audit came to its end", found.books_age)
    yield one("database_bytes", "Size of the database", found.database_bytes)
    yield one("database_connections", "Connections to it, of everybody", found.connections)
    yield one("sessions", "Sessions that have not run out", found.sessions)


_registry = CollectorRegistry()
_registry.register(_Portal())
ProcessCollector(registry=_registry)
