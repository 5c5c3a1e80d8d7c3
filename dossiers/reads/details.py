"""What receipt code and last digits open together."""

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup, escape

from agencies.models import Agency, place
from dossiers import wording
from dossiers.models import Apology, Dossier, EventKind, LetterKind, Payment, Reason, Supplement
from dossiers.reads.letters.content import counter_of
from dossiers.reads.looked import Looked, looked
from dossiers.reads.own_letters import OwnLetter, own_letters
from dossiers.reads.words import Words, day, local_day
from dossiers.wording import details as said
from dossiers.workflow import ENDED_WITHOUT_RESULT, Status

_MINE = (EventKind.REFUSED, EventKind.DECLINED, EventKind.WITHDRAWN, EventKind.STOPPED)


class Phone(NamedTuple):
    """said: as it is written. address: tel:…"""

    said: str
    address: str


class Official(NamedTuple):
    """Who answers for the dossier at some moment of it. name is empty while nobody is assigned."""

    name: str
    office: str
    phone: Phone


class Letter(NamedTuple):
    """One line of the list of letters. address: "" where the letter may not be shown; then a note says why."""

    title: str
    number: str
    printed: str
    size: str
    address: str
    notes: list[str]


class Missing(NamedTuple):
    """What is awaited from the applicant. slip: the request slip as it is listed, too; None while none was printed."""

    papers: list[str]
    answer_by: str
    reason: str
    bring: Markup
    slip: Letter | None


class Due(NamedTuple):
    """Money that is awaited. amount: with its unit, or the sentence that it is not known. number: of the tax form."""

    what: str
    amount: str
    number: str
    how: Markup


class Details(NamedTuple):
    """Values for HTML, in one language; what people wrote is Vietnamese. handler: None once the work has ended.

    told_in: the language of messages, "" for none wanted, None where there is nowhere to send them. reason: of an end
    without a result. apology: its reason, "" while none was signed. reason_letter, apology_letter: that say the same,
    None while none was printed.
    """

    initials: str
    papers: list[str]
    missing: Missing | None
    due: Due | None
    reason: str
    reason_letter: Letter | None
    apology: str
    apology_letter: Letter | None
    apologised_at: datetime | None
    receiver: Official
    handler: Official | None
    letters: list[Letter]
    looked: Looked
    told_in: str | None


def details_of(receipt_code: str, words: Words) -> Details:
    """What the last digits open. Four queries, and one each for what is awaited and for an apology.

    Raises Dossier.DoesNotExist, also of a mistaken intake.
    """
    joined = ("assignee", "receiving_agency__parent", "holder_agency", "holder_unit")
    dossier = Dossier.objects.select_related(*joined).get(receipt_code=receipt_code, voided_at=None)
    apology = Apology.objects.get(dossier=dossier) if dossier.promised_at else None
    events = dossier.events.filter(kind__in=[EventKind.RECEIVED, *_MINE]).select_related("actor", "reason")
    told = list(events.order_by("seq"))
    ended = told[-1] if told and dossier.status in ENDED_WITHOUT_RESULT else None  # an end may have been taken back
    letters = own_letters(dossier.pk, dossier.status)

    def standing(*kinds: LetterKind) -> Letter | None:
        mine = [it for it in letters if it.kind in kinds and not it.is_outdated and not it.has_ended]
        return _line(mine[-1], address_of(receipt_code, mine[-1]), words) if mine else None

    return Details(
        initials="".join(f"{word[0].upper()}." for word in dossier.applicant_name.split()),
        papers=[paper["name"] for paper in dossier.papers],
        missing=_missing(dossier, letters, words),
        due=_due(dossier, words),
        reason=_reason(ended) if ended else "",
        reason_letter=standing(LetterKind.REFUSAL, LetterKind.STOPPING) if ended else None,
        apology=apology.reason if apology else "",
        apology_letter=standing(LetterKind.APOLOGY) if apology else None,
        apologised_at=apology.approved_at if apology else None,
        receiver=_official(told[0].actor if told else None, None, dossier.receiving_agency),
        handler=_official(dossier.assignee, dossier.holder_unit, dossier.holder_agency) if dossier.is_open else None,
        letters=[_line(letter, address_of(receipt_code, letter), words) for letter in letters],
        looked=looked(dossier.pk, words),
        told_in=dossier.told_in if dossier.applicant_phone or dossier.applicant_email else None,
    )


def address_of(receipt_code: str, letter: OwnLetter) -> str:
    """Where this letter is read; "" for one that may not be."""
    return "" if letter.is_outdated else f"/tra-cuu/{receipt_code}/giay/{letter.n}"


def _missing(dossier: Dossier, letters: list[OwnLetter], words: Words) -> Missing | None:
    if dossier.status != Status.SUPPLEMENT:
        return None
    asked = Supplement.objects.filter(dossier=dossier, received_at=None).first()
    if asked is None:
        return None
    subject = f"supplement:{asked.pk}"
    mine = [letter for letter in letters if letter.subject == subject and not letter.is_outdated]
    bring = escape(words.say(said.BRING_PAPERS)) % {"place": words.name(counter_of(dossier.receiving_agency))}
    slip = _line(mine[0], address_of(dossier.receipt_code, mine[0]), words) if mine else None
    return Missing(asked.papers, day(asked.answer_by), asked.reason, bring, slip)


def _due(dossier: Dossier, words: Words) -> Due | None:
    if dossier.status != Status.PAYMENT:
        return None
    payment = Payment.objects.filter(dossier=dossier, confirmed_at=None).first()
    if payment is None:
        return None
    # Between two appointments lies what the tax office asks for; it has a form of its own.
    is_tax = payment.splits or bool(payment.form_number)
    amount = words.say(said.AMOUNT_UNKNOWN) if payment.amount is None else words.money(payment.amount)
    how = escape(words.say(said.PAY_BY_TAX if is_tax else said.PAY_BY_FEE)) % {
        "place": words.name(counter_of(dossier.receiving_agency))
    }
    return Due(words.say(said.PAY_TAX_FOR if is_tax else said.PAY_FEE_FOR), amount, payment.form_number, how)


def _line(letter: OwnLetter, address: str, words: Words) -> Letter:
    notes = []
    if letter.is_outdated:
        notes.append(words.say(said.LETTER_OUTDATED))
    elif letter.has_ended:
        notes.append(words.say(said.LETTER_ENDED))
    if letter.replaced_at:
        notes.append(words.say(said.LETTER_REPLACES) % {"day": local_day(letter.replaced_at)})
    title = f"{letter.title} ({letter.form})" if letter.form else letter.title
    size = f"{max(1, round(letter.size / 1024))} KB"
    return Letter(title, letter.number, local_day(letter.made_at), size, address, notes)


def _official(user, unit, agency: Agency) -> Official:
    phone = agency.phone or wording.HOTLINE
    office = place(unit.name, agency.name) if unit else agency.name
    # Family name first, as Vietnamese names are written.
    name = f"{user.last_name} {user.first_name}".strip() if user else ""
    return Official(name, office, Phone(phone, "tel:" + "".join(c for c in phone if c in "+0123456789")))


def _reason(event) -> str:
    try:
        return event.reason.text
    except Reason.DoesNotExist:
        return ""
