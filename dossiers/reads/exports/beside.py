"""Lists as files that are of something else than dossiers: messages, findings of the auditor, urges."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from agencies.models import full_name
from dossiers.models import Finding, Message, Urge
from dossiers.reads.exports.tables import Asked, Lines, Of, Table, by_whom, in_order, moment
from dossiers.reads.supervision import audits, messages, urges
from dossiers.reads.supervision.within import Narrowed
from dossiers.spreadsheets import Column, Kind

_WHOSE = (
    Column("Cơ quan giải quyết", width=28),
    Column("Đơn vị đang giữ", width=24),
    Column("Người thụ lý", width=22),
    Column("Mã hồ sơ", width=24),
)
_OF_DOSSIER = ("dossier__deciding_agency", "dossier__holder_unit", "dossier__assignee")


def _messages(asked: Asked) -> QuerySet[Message]:
    dead = messages.dead_ones(Narrowed(asked.within, **asked.query))
    return dead.order_by("agency__name", "agency", "-created_at", "-pk")


def _message_lines(ids: Sequence[str], _now: datetime) -> Lines:
    """One query."""
    found = in_order(ids, Message.objects.filter(pk__in=ids).select_related("dossier", "agency"))
    return _lines(found, lambda message: [
        str(message.agency),
        message.dossier and message.dossier.official_code,
        message.get_occasion_display(),
        message.get_channel_display(),
        moment(message.created_at),
        message.attempts,
        message.error,
    ])  # fmt: skip


def _findings(asked: Asked) -> QuerySet[Finding]:
    return audits.findings(Narrowed(asked.within, **asked.query)).order_by(*by_whom(*_OF_DOSSIER), "dossier", "pk")


def _finding_lines(ids: Sequence[int], _now: datetime) -> Lines:
    """One query."""
    found = in_order(ids, Finding.objects.filter(pk__in=ids).select_related("dossier", *_OF_DOSSIER))
    return _lines(found, lambda finding: [*_whose(finding.dossier), finding.what])


def _urges(asked: Asked) -> QuerySet[Urge]:
    query = dict(asked.query)
    pile = query.pop("pile")
    found = urges.piles(Narrowed(asked.within, **query), asked.now)
    order = "-answered_at" if pile == urges.Pile.ANSWERED else "reply_by"
    return found[urges.Pile(pile)].order_by(*by_whom(*_OF_DOSSIER), order, "pk")


def _urge_lines(ids: Sequence[int], _now: datetime) -> Lines:
    """One query."""
    of = ("by", "answered_by", "agency", "dossier__rules__procedure", *_OF_DOSSIER)
    asked = (
        Urge.objects.filter(pk__in=ids).annotate(asked=KeyTextTransform("asked", "letter__facts")).select_related(*of)
    )
    return _lines(in_order(ids, asked), lambda urge: [
        *_whose(urge.dossier),
        urge.dossier.rules.procedure.name,
        moment(urge.dossier.due_at),
        urge.nth,
        moment(urge.at),
        f"{full_name(urge.by)}, {urge.agency}",
        urge.asked,
        moment(urge.reply_by),
        moment(urge.answered_at),
        urge.answered_by and full_name(urge.answered_by),
        urge.answer or None,
    ])  # fmt: skip


def _whose(dossier) -> list[str | None]:
    if dossier is None:
        return ["Toàn hệ thống", None, None, None]
    unit, person = dossier.holder_unit, dossier.assignee
    return [str(dossier.deciding_agency), unit and unit.name, person and full_name(person), dossier.official_code]


def _lines(found: list, line) -> Lines:
    dossiers = {row.dossier_id: row.dossier for row in found if row.dossier_id}
    return Lines([line(row) for row in found], list(dossiers.values()))


MESSAGES = Table(
    "tin-nhan", "Tin không gửi được", Of.MESSAGES,
    (
        Column("Cơ quan", width=28), Column("Mã hồ sơ", width=24), Column("Tin", width=24), Column("Kênh"),
        Column("Tạo lúc", Kind.MOMENT), Column("Số lần thử", Kind.NUMBER, 8), Column("Lỗi sau cùng", width=60),
    ),
    _messages, _message_lines,
)  # fmt: skip
FINDINGS = Table(
    "so-sach", "Đối soát dữ liệu hồ sơ: điểm không khớp", Of.FINDINGS, (*_WHOSE, Column("Không khớp", width=80)),
    _findings, _finding_lines,
)  # fmt: skip
URGES = Table(
    "don-doc", "Phiếu đôn đốc", Of.URGES,
    (
        *_WHOSE, Column("Thủ tục", width=40), Column("Hẹn trả hiện nay", Kind.MOMENT),
        Column("Lần đôn đốc", Kind.NUMBER, 8), Column("Đôn đốc lúc", Kind.MOMENT), Column("Người đôn đốc", width=36),
        Column("Việc đề nghị", width=40), Column("Trả lời trước", Kind.MOMENT), Column("Trả lời lúc", Kind.MOMENT),
        Column("Người trả lời", width=22), Column("Nội dung trả lời", width=40),
    ),
    _urges, _urge_lines,
    {
        urges.Pile.PASSED: "quá giờ trả lời", urges.Pile.WAITING: "chờ trả lời", urges.Pile.ANSWERED: "đã trả lời",
        urges.Pile.ENDED: "hồ sơ kết thúc trước khi có trả lời",
    },
)  # fmt: skip
TABLES = (MESSAGES, FINDINGS, URGES)
