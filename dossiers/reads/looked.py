"""Which agencies looked at a dossier's personal data, and when: for the person whose data they are."""

from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count
from django.db.models.functions import TruncDate

from agencies.worktime import ZONE
from dossiers.models import Access
from dossiers.reads.words import Words, day
from dossiers.wording.details import LOOKED, LOOKED_BEFORE, LOOKED_FROM_NOWHERE

LATEST = 30  # days of agencies


class Look(NamedTuple):
    """One agency on one local day. how: what was done, each kind once. times: how often in all."""

    day: str
    agency: str
    how: str
    times: int


class Looked(NamedTuple):
    """rows: newest first. before: a sentence on what came earlier than those, "" when nothing did."""

    rows: list[Look]
    before: str


def looked(dossier_id: int, words: Words) -> Looked:
    """Who looked, without a name: agency, day and in what way, for HTML. One query.

    Legal ground: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15. The lists of a desk are not in it: see actions.saw.
    """
    found = list(
        Access.objects.filter(dossier=dossier_id)
        .annotate(on=TruncDate("at", tzinfo=ZONE))
        .values_list("on", "agency__name")
        .annotate(kinds=ArrayAgg("kind", distinct=True), times=Count("pk"))
        .order_by("-on", "agency__name")
    )
    rows = [
        Look(
            day(on),
            words.name(agency) if agency else words.say(LOOKED_FROM_NOWHERE),
            ", ".join(words.say(said) for kind, said in LOOKED.items() if kind in kinds),
            times,
        )
        for on, agency, kinds, times in found[:LATEST]
    ]
    left = sum(times for *_, times in found[LATEST:])
    return Looked(rows, words.say(LOOKED_BEFORE) % {"n": words.number(left)} if left else "")
