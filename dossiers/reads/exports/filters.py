"""By what a list is narrowed, in words; and whether its reader may still narrow it so."""

from datetime import date

from django.contrib.auth.models import User

from agencies.models import Unit, full_name
from dossiers.models import DelayKind
from dossiers.reads.exports.tables import Asked
from dossiers.reads.supervision import delays
from dossiers.reads.supervision.behind import CLASSES
from dossiers.reads.supervision.period import period_of
from dossiers.reads.supervision.within import NOBODY


def is_offered(asked: Asked) -> bool:
    """The agency and the procedure are among those that the reader's lists can be narrowed to."""
    agency, procedure = asked.query.get("agency"), asked.query.get("procedure")
    return (agency is None or agency in dict(asked.within.agencies)) and (
        procedure is None or procedure in dict(asked.within.procedures)
    )


def in_words(asked: Asked, piles: dict[str, str]) -> str:
    """One sentence. piles: those of the table. Two queries at most. Only of what `is_offered`."""
    query, within = asked.query, asked.within
    agency = "tất cả cơ quan trong phạm vi của người xuất"
    if query.get("agency") is not None:
        agency = dict(within.agencies)[query["agency"]]
        agency += ", không kể cơ quan trực thuộc" if query.get("is_alone") else ""
    said = [f"cơ quan: {agency}"]
    if query.get("procedure") is not None:
        said.append(f"thủ tục: {dict(within.procedures)[query['procedure']]}")
    if query.get("unit") is not None:
        said.append(f"đơn vị: {_unit(query['unit'])}")
    if query.get("person") is not None:
        said.append(f"người: {_person(query['person'])}")
    if query.get("cause"):
        missing = query["cause"] == delays.MISSING
        said.append(f"nguyên nhân chậm: {'chưa ghi' if missing else DelayKind(query['cause']).label}")
    if "period" in query:
        period = period_of(query["period"], asked.now)
        said.append(f"thời gian: {period.start:%d/%m/%Y} – {period.last_day:%d/%m/%Y}")
    if "since" in query:
        since, until = (date.fromisoformat(query[day]) for day in ("since", "until"))
        said.append(f"từ {since:%d/%m/%Y} đến hết {until:%d/%m/%Y}")
    if query.get("kept"):
        said.append(f"thời hạn: {CLASSES[query['kept']][0].lower()}")
    if "pile" in query:
        said.append(piles[query["pile"]])
    return f"Bộ lọc: {'; '.join(said)}"


def _unit(pk: int) -> str:
    unit = Unit.objects.select_related("agency").filter(pk=pk).first()
    return str(unit) if unit else "không thuộc đơn vị nào" if pk == NOBODY else f"số {pk}"


def _person(pk: int) -> str:
    person = User.objects.filter(pk=pk).first()
    return full_name(person) if person else "chưa phân công" if pk == NOBODY else f"số {pk}"
