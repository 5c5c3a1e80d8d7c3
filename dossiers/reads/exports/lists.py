"""Lists of dossiers as files: the same columns for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F, QuerySet

from agencies.models import Agency, Calendars, Channel, ProcedureRules, Unit, calendars, full_name
from dossiers import wording
from dossiers.clock import DeadlineState
from dossiers.models import Delay, Dossier, Pause, PauseGround, Payment, Step, Supplement, Urge
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.exports.tables import Asked, Lines, Of, Table, by_whom, day, in_order, moment
from dossiers.reads.supervision import apologies
from dossiers.reads.supervision.lists import LISTS, UNAPOLOGISED, List
from dossiers.reads.supervision.within import Narrowed
from dossiers.spreadsheets import Cell, Column, Kind
from dossiers.workflow import Status

COLUMNS = (
    Column("Cơ quan giải quyết", width=28),
    Column("Cơ quan đang giữ", width=28),
    Column("Đơn vị đang giữ", width=24),
    Column("Người thụ lý", width=22),
    Column("Mã hồ sơ", width=24),
    Column("Thủ tục", width=40),
    Column("Lĩnh vực", width=22),
    Column("Người nộp", width=26),
    Column("Hình thức nộp", width=14),
    Column("Tình trạng", width=20),
    Column("Bước", width=24),
    Column("Tiếp nhận", Kind.MOMENT),
    Column("Hẹn trả đầu tiên", Kind.MOMENT),
    Column("Hẹn trả lần hai", Kind.MOMENT),
    Column("Hẹn trả hiện nay", Kind.MOMENT),
    Column("Trễ (ngày làm việc)", Kind.NUMBER, 10),
    Column("Còn (ngày làm việc)", Kind.NUMBER, 10),
    Column("Tạm dừng từ", Kind.MOMENT),
    Column("Căn cứ tạm dừng", width=24),
    Column("Hẹn lại (đã xin lỗi)", Kind.DAY, 12),
    Column("Kết thúc lúc", Kind.MOMENT),
    Column("Chờ đơn vị nhận bàn giao", width=24),
    Column("Nguyên nhân chậm", width=26),
    Column("Diễn giải nguyên nhân", width=40),
    Column("Đôn đốc (lần)", Kind.NUMBER, 10),
    Column("Trả lời đôn đốc trước", Kind.MOMENT),
    Column("Đã trả lời đôn đốc lúc", Kind.MOMENT),
)
_READ = (
    "id", "readers", "official_code", "applicant_name", "channel", "status", "current_step", "rules", "deciding_agency",
    "holder_agency", "holder_unit", "assignee", "passing_to", "received_at", "original_due_at",
    "second_original_due_at", "due_at", "is_paused", "promised_at", "closed_at", "voided_at",
)  # fmt: skip


def table(each: List) -> Table:
    """A list of dossiers as a file, by agency, unit and person, there in its own order."""

    def ids(asked: Asked) -> QuerySet[Dossier]:
        query = dict(asked.query)
        pile = query.pop("pile", None)
        by = Narrowed(asked.within, **query)
        question = each.question(by, asked.now) if pile is None else _apologies(by, pile, asked.now)
        worst_first = F(each.order).asc(nulls_last=True)
        return question.order_by(*by_whom(each.agency_field, "holder_unit", "assignee"), worst_first, "pk")

    piles = _APOLOGIES if each is UNAPOLOGISED else {}
    return Table(each.slug, each.title, Of.DOSSIERS, COLUMNS, ids, lines, piles)


_APOLOGIES: dict[str, str] = {
    apologies.Pile.LATE: "quá hạn, chưa xin lỗi",
    apologies.Pile.LAST_DAY: "hôm nay là ngày cuối để xin lỗi",
    apologies.Pile.DRAFTS: "dự thảo chờ ký",
}


def _apologies(by: Narrowed, pile: str, now: datetime) -> QuerySet[Dossier]:
    return apologies.piles(by, calendars().province, now)[apologies.Pile(pile)]


@dataclass(frozen=True)
class _Beside:
    """What is said of some dossiers beside their own rows, by id."""

    calendars: Calendars
    agencies: dict[int, str]
    units: dict[int, Unit]
    people: dict[int, str]
    procedures: dict[int, tuple[str, str]]  # (name, field), by the rules' id
    steps: dict[int, str]
    stops: dict[int, tuple[datetime, str]]  # since when, on what ground
    delays: dict[int, Delay]
    urges: dict[int, Urge]


def lines(ids: Sequence[int], now: datetime) -> Lines:
    """Twelve queries, however many they are."""
    dossiers = in_order(ids, Dossier.objects.filter(pk__in=ids).only(*_READ))
    beside = _beside(dossiers)
    return Lines([_line(dossier, beside, now) for dossier in dossiers], dossiers)


def _beside(dossiers: list[Dossier]) -> _Beside:
    ids = [dossier.pk for dossier in dossiers]
    units = {unit for dossier in dossiers for unit in (dossier.holder_unit_id, dossier.passing_to_id)}
    people = User.objects.in_bulk({dossier.assignee_id for dossier in dossiers} - {None})
    rules = {dossier.rules_id for dossier in dossiers}
    procedures = ProcedureRules.objects.filter(pk__in=rules)
    here = Step.objects.filter(dossier__in=ids, n=F("dossier__current_step"))
    return _Beside(
        calendars=calendars(),
        agencies=dict(Agency.objects.values_list("pk", "name")),
        units=Unit.objects.select_related("agency").in_bulk(units - {None}),
        people={pk: full_name(user) for pk, user in people.items()},
        procedures={pk: said for pk, *said in procedures.values_list("pk", "procedure__name", "procedure__field")},
        steps=dict(here.values_list("dossier", "rule_step__name")),
        stops=_stops(ids),
        delays=_last(Delay.objects.filter(dossier__in=ids).order_by("dossier", "-at", "-pk")),
        urges=_last(Urge.objects.filter(dossier__in=ids).order_by("dossier", "-nth")),
    )


def _stops(ids: list[int]) -> dict[int, tuple[datetime, str]]:
    """Since when the clock stands still, and on what ground: as of `supervision.lists`."""
    pauses = Pause.objects.filter(dossier__in=ids, span__upper_inf=True)
    found = {pause.dossier_id: (pause.span.lower, pause.ground) for pause in pauses}
    papers = Supplement.objects.filter(dossier__in=ids, dossier__status=Status.SUPPLEMENT, received_at=None)
    money = Payment.objects.filter(dossier__in=ids, dossier__status=Status.PAYMENT, confirmed_at=None)
    found |= {pk: (at, PauseGround.SUPPLEMENT) for pk, at in papers.values_list("dossier", "asked_at")}
    found |= {pk: (at, PauseGround.PAYMENT) for pk, at in money.values_list("dossier", "requested_at")}
    return found


def _last(rows: QuerySet) -> dict:
    """The first row of each dossier, by its id."""
    return {row.dossier_id: row for row in rows.distinct("dossier")}


def _line(dossier: Dossier, beside: _Beside, now: datetime) -> list[Cell]:
    pk = dossier.pk
    found = deadline_of(dossier, beside.calendars.of(dossier.deciding_agency_id), now)
    is_late = found.state in (DeadlineState.OVERDUE, DeadlineState.LATE)
    procedure, field = beside.procedures[dossier.rules_id]
    unit, offered_to = beside.units.get(dossier.holder_unit_id), beside.units.get(dossier.passing_to_id)
    since, ground = beside.stops.get(pk, (None, None)) if dossier.is_paused else (None, None)
    delay, urge = beside.delays.get(pk), beside.urges.get(pk)
    return [
        beside.agencies[dossier.deciding_agency_id],
        beside.agencies[dossier.holder_agency_id],
        unit and unit.name,
        beside.people.get(dossier.assignee_id),
        dossier.official_code,  # never the receipt code: that is a key
        procedure,
        field,
        dossier.applicant_name,
        Channel(dossier.channel).label,
        wording.STATUS[Status(dossier.status)].label,
        beside.steps.get(pk),
        moment(dossier.received_at),
        moment(dossier.original_due_at),
        moment(dossier.second_original_due_at),
        moment(dossier.due_at),
        -found.days if is_late and found.days is not None else None,
        found.days if not is_late and dossier.is_open else None,
        moment(since),
        wording.PAUSE_GROUND[ground] if ground else None,
        day(dossier.promised_at),
        moment(dossier.closed_at),
        offered_to and str(offered_to),
        delay and delay.get_kind_display(),
        delay and delay.text,
        urge and urge.nth,
        moment(urge and urge.reply_by),
        moment(urge and urge.answered_at),
    ]


TABLES = tuple(table(each) for each in LISTS)
