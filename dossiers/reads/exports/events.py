"""What the night watch saw as a file: exactly the events behind one number, fact by fact."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from agencies.models import Membership, full_name
from dossiers import wording
from dossiers.models import MOVE_OF, Event
from dossiers.querysets import noticed
from dossiers.reads.exports.tables import Asked, Lines, Of, Table, by_whom, in_order, moment
from dossiers.reads.supervision import signs, watch
from dossiers.reads.supervision.period import period_of
from dossiers.spreadsheets import Cell, Column, Kind

COLUMNS = (
    Column("Cơ quan", width=28),
    Column("Đơn vị", width=24),
    Column("Người làm", width=22),
    Column("Lúc", Kind.MOMENT),
    Column("Mã hồ sơ", width=24),
    Column("Thủ tục", width=40),
    Column("Việc", width=28),
    Column("Ngày hẹn trước đó", Kind.MOMENT),
    Column("Ngày hẹn sau đó", Kind.MOMENT),
    Column("Vì", width=26),
    Column("Lần bổ sung", Kind.NUMBER, 8),
    Column("Lý do đã ghi", width=40),
)


def _table(sign: signs.Sign) -> Table:
    def ids(asked: Asked) -> QuerySet[Event]:
        facts = {**asked.query, "period": period_of(asked.query["period"], asked.now)}
        question = watch.events(sign, watch.Narrowed(asked.within, **facts))
        return question.order_by("agency__name", "agency", "unit_name", *by_whom("agency", "agency", "actor")[4:],
                                 "-noticed", "-pk")  # fmt: skip

    return Table(sign.slug, f"Dấu hiệu: {sign.title}", Of.EVENTS, COLUMNS, ids, lines)


def lines(ids: Sequence[int], _now: datetime) -> Lines:
    """One query."""
    posts = Membership.objects.filter(user=OuterRef("actor"), agency=OuterRef("agency")).order_by("pk")
    events = in_order(
        ids,
        Event.objects.filter(pk__in=ids)
        .annotate(noticed=noticed(), unit_name=Subquery(posts.values("unit__name")[:1]))
        .select_related("dossier__rules__procedure", "actor", "agency", "reason"),
    )
    dossiers = {event.dossier_id: event.dossier for event in events}
    return Lines([_line(event) for event in events], list(dossiers.values()))


def _line(event: Event) -> list[Cell]:
    data = event.data
    return [
        str(event.agency),
        event.unit_name,
        full_name(event.actor) if event.actor else "Hệ thống",
        moment(event.noticed),
        event.dossier.official_code,
        event.dossier.rules.procedure.name,
        wording.MOVE[MOVE_OF[event.kind]] if event.kind in MOVE_OF else "Ngày hẹn trả thay đổi",
        *(moment(datetime.fromisoformat(data[key])) if data.get(key) else None for key in ("before", "after")),
        _because(event),
        data.get("round"),
        event.reason.text if hasattr(event, "reason") else None,
    ]


def _because(event: Event) -> str | None:
    """On what ground, for which reason of a list, by what other event."""
    data = event.data
    if "ground" in data:
        return wording.PAUSE_GROUND[data["ground"]]
    if data.get("because") in wording.EVENT:
        return wording.EVENT[data["because"]]
    return wording.END_REASONS.get((event.kind, data.get("class")))


TABLES = tuple(_table(sign) for sign in signs.SIGNS)
