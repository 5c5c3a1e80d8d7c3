"""What every letter has in common: who issues it, where and when, and the words of people, days and hours."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from agencies.models import Agency, AgencyKind
from agencies.worktime import local_day
from dossiers import codes
from dossiers.models import Dossier, LetterKind
from dossiers.reads.words import IN
from dossiers.typesetting import qr
from dossiers.wording.letters import Form, form_of

UNSIGNED = "DỰ THẢO"
_COMMUNE_COUNTER = "Trung tâm Phục vụ hành chính công"
_OTHER_COUNTER = "Bộ phận Tiếp nhận và Trả kết quả"


class NothingToPrint(LookupError):
    """There is no such letter of this dossier now. The message is a key of wording.REFUSED."""


@dataclass(frozen=True)
class Content:
    """A letter before it has a number. subject: as Letter.subject. day: the local day that it carries.

    said: what its template prints, plain values only; `letters.typ` says which.
    """

    kind: LetterKind
    subject: str
    agency: Agency
    dossier: Dossier | None
    day: date
    said: dict[str, Any]
    by_counter: bool = False  # the agency's counter issues it, not its head

    @property
    def form(self) -> Form:
        return form_of(self.kind, self.day)

    def numbered(self, n: int) -> dict[str, Any]:
        """As the press takes it."""
        form = self.form
        office = counter_initials(self.agency) if self.by_counter else initials(self.agency)
        above, issuer = counter_head(self.agency) if self.by_counter else head(self.agency)
        return {
            "kind": self.kind.value, "template": form.template, "title": form.title, "form": form.number,
            "basis": form.basis,
            "number": f"{n:02d}/{form.sign}-{office}" if form.sign else f"{n:02d}/{office}",
            "above": above, "issuer": issuer, "place": place_of(self.agency), "day": in_full(self.day), **self.said,
        }  # fmt: skip

    def unsigned(self) -> dict[str, Any]:
        """The same while it has no number, to be looked at before it is signed."""
        return {**self.numbered(0), "number": UNSIGNED}


def head(agency: Agency) -> tuple[str, str]:
    """The two lines that name who issues a letter (NĐ 30/2020/NĐ-CP, Phụ lục I): what it is under, and itself."""
    if agency.kind == AgencyKind.COMMUNE:
        return "", written_out(agency)
    return (written_out(agency.parent) if agency.parent else ""), written_out(agency)


def written_out(agency: Agency) -> str:
    """Its name as letters have it, without the abbreviation that lists use.

    >>> written_out(Agency(name="UBND phường Mỹ Tho"))
    'Ủy ban nhân dân phường Mỹ Tho'
    """
    return without_mark(agency.name).replace("UBND", "Ủy ban nhân dân", 1)


def without_mark(name: str) -> str:
    """A name, of an agency or with one in it, without the mark of lists that it is not settled yet.

    >>> without_mark("Văn thư, Chi nhánh Văn phòng Đăng ký đất đai khu vực Sa Đéc (tạm)")
    'Văn thư, Chi nhánh Văn phòng Đăng ký đất đai khu vực Sa Đéc'
    """
    return name.replace(" (tạm)", "")


def counter_head(agency: Agency) -> tuple[str, str]:
    """The same for its counter."""
    if agency.kind == AgencyKind.CENTRE:
        return head(agency)
    return written_out(agency), _COMMUNE_COUNTER if agency.kind == AgencyKind.COMMUNE else _OTHER_COUNTER


def counter_of(agency: Agency) -> str:
    """Its counter in one breath, with where it is: for the applicant who has to find it."""
    above, counter = counter_head(agency)
    phone = agency.phone.replace(" ", "\u00a0")  # on one line
    named = counter if agency.kind == AgencyKind.CENTRE or not above else f"{counter}, {above}"
    return ", ".join(filter(None, (named, agency.address))) + (f" (điện thoại {phone})" if phone else "")


def initials(agency: Agency) -> str:
    """As a number ends: UBND for a commune, the capitals of the words for others.

    >>> initials(Agency(name="Sở Nông nghiệp và Môi trường", kind=AgencyKind.DEPARTMENT))
    'SNNMT'
    """
    if agency.kind in (AgencyKind.COMMUNE, AgencyKind.PROVINCE):
        return "UBND"
    return _capitals(without_mark(agency.name))


def counter_initials(agency: Agency) -> str:
    """The same for its counter, as its head names it; a centre is known by what all centres are called.

    >>> counter_initials(Agency(name="Sở Xây dựng", kind=AgencyKind.DEPARTMENT))
    'BPTNTKQ'
    """
    return _capitals(_COMMUNE_COUNTER if agency.kind == AgencyKind.CENTRE else counter_head(agency)[1])


def _capitals(name: str) -> str:
    return "".join(word[0].upper() for word in name.split() if word != "và" and word[0].isalpha())


def place_of(agency: Agency) -> str:
    """Where a letter is dated: the commune, or the province."""
    if agency.kind != AgencyKind.COMMUNE:
        return "Đồng Tháp"
    name = agency.name.removeprefix("UBND ")
    return name.removeprefix("xã ").removeprefix("phường ")


def in_full(day: date) -> str:
    """As letters are dated: a zero before days 1–9 and months 1–2 (NĐ 30/2020/NĐ-CP).

    >>> in_full(date(2026, 2, 5)), in_full(date(2026, 11, 23))
    ('ngày 05 tháng 02 năm 2026', 'ngày 23 tháng 11 năm 2026')
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def moment_in_full(at: datetime | None) -> str:
    """08 giờ 30 phút, ngày 05 tháng 02 năm 2026; "" without a moment."""
    if at is None:
        return ""
    hour, minute = IN["vi"].hour(at).split(" giờ ")
    return f"{hour} giờ {minute} phút, {in_full(local_day(at))}"


def status_address(dossier: Dossier) -> str:
    """Where anybody with the receipt code reads the dossier's status; the QR holds it and nothing else."""
    return f"{settings.PUBLIC_URL}/tra-cuu/{dossier.receipt_code}"


def of_dossier(dossier: Dossier) -> dict[str, Any]:
    """What letters say of a dossier: its codes, its applicant, what is asked for."""
    rules = dossier.rules
    return {
        "receipt_code": codes.grouped(dossier.receipt_code), "official_code": dossier.official_code or "",
        "qr": qr(status_address(dossier)), "address_of_status": status_address(dossier),
        "name": dossier.applicant_name, "identity": dossier.applicant_identity, "phone": dossier.applicant_phone,
        "email": dossier.applicant_email, "address": dossier.applicant_address,
        "representative": dossier.representative_name, "representative_identity": dossier.representative_identity,
        "request": rules.procedure.name + (f" ({rules.case})" if rules.case else ""),
    }  # fmt: skip
