"""One box: both codes, and people by name, telephone or identity number."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from agencies.models import calendars
from dossiers import codes
from dossiers.models import Dossier, NameWord, RetiredCode
from dossiers.querysets import DossierQuerySet
from dossiers.reads import pages, scope
from dossiers.reads.bounded import counted
from dossiers.reads.deadlines import Deadline, deadline_of
from dossiers.reads.plain import plain

MOST_WORDS = 12  # a longer name is told from others by its first ones
MOST_ENDINGS = 1_000  # of all words together; what begins more is looked for as a beginning
_NUMBER = re.compile(r"[\d\s.\-()+]+", re.ASCII)
_PHONE = re.compile(r"(?:\+84|0084|84(?=\d{9}$)|0)([2-9]\d{8,9})", re.ASCII)
_IDENTITY = re.compile(r"\d{9,10}|\d{12,13}", re.ASCII)  # of a person, or the tax number of an organisation
_MIXED = re.compile(r"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]+")  # letters and digits in one word: a code, not a name


@dataclass(frozen=True)
class Person:
    """By what somebody is looked for. words: of the name, plain, at least one of them with two letters."""

    words: tuple[str, ...] = ()
    phone: str = ""
    identity: str = ""


@dataclass(frozen=True)
class Row:
    dossier: Dossier
    deadline: Deadline


@dataclass(frozen=True)
class Found:
    """One page of what a search finds, newest first. after: the id that the next page begins after."""

    rows: list[Row]
    count: int  # at most 1,001
    after: int | None


@dataclass(frozen=True)
class Hit:
    """The dossier that a code names. is_retired: by a receipt code in whose place another was issued."""

    pk: int
    is_retired: bool = False


def found_by_code(*, reader: scope.Reader, typed: str) -> Hit | None:
    """The one readable dossier with this code, official or receipt, or that once had it. One query, two when the code
    is none of today's. Raises codes.BadCode for no code at all.

    typed: also the address that a receipt's QR carries.
    """
    text = typed.strip().rstrip("/").split("?")[0].rsplit("/", 1)[-1]
    readable = scope.readable(reader)
    if codes.is_official(text):
        found = readable.filter(official_plain=codes.folded(text)).values_list("pk", flat=True)[:2]
        return Hit(found[0]) if len(found) == 1 else None
    code = codes.read_receipt_code(text)
    for is_retired, question in ((False, Q(receipt_code=code)), (True, Q(pk__in=_once(code)))):
        pk = readable.filter(question).values_list("pk", flat=True).first()
        if pk is not None:
            return Hit(pk, is_retired)
    return None


def _once(code: str) -> QuerySet:
    return RetiredCode.objects.filter(code=code).values("dossier")


def person_in(typed: str) -> Person | None:
    """Who is looked for; None for what names nobody.

    >>> person_in("Nguyễn văn  A").words, person_in("+84 912 345 678").phone, person_in("H20.12")
    (('nguyen', 'van', 'a'), '0912345678', None)
    """
    if _NUMBER.fullmatch(typed):
        digits = re.sub(r"[\s.\-()]", "", typed)
        phone = _PHONE.fullmatch(digits)
        identity = _IDENTITY.fullmatch(digits)
        found = Person(phone=f"0{phone[1]}" if phone else "", identity=digits if identity else "")
        return found if phone or identity else None
    words = re.findall(r"[^\W_]+", plain(typed))[:MOST_WORDS]
    if any(map(_MIXED.fullmatch, words)) or not any(len(word) > 1 and word.isalpha() for word in words):
        return None
    return Person(words=tuple(words))


def people(*, reader: scope.Reader, person: Person, after: int | None, now: datetime) -> Found:
    """A page of this person's dossiers among those that the reader may read. Four queries, one fewer for a number."""
    question = _of(person, scope.readable(reader))
    # Counted apart: whichever come first are as good as the newest, and cheaper where there are very many.
    counts, version, _swept_at = counted(found=question)
    newest = calendars(version)
    page = list(
        question.filter(Q() if after is None else Q(pk__lt=after))
        .select_related("rules__procedure", "deciding_agency")
        .order_by("-pk")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    return Found(
        rows=[Row(dossier, deadline_of(dossier, newest.of(dossier.deciding_agency_id), now)) for dossier in shown],
        count=counts["found"],
        after=shown[-1].pk if len(page) > pages.SIZE else None,
    )


def _of(person: Person, readable: DossierQuerySet) -> DossierQuerySet:
    if not person.words:
        mine = Q(pk=None)
        if person.phone:
            mine |= Q(applicant_phone=person.phone)
        if person.identity:
            mine |= Q(applicant_identity=person.identity)
        return readable.filter(mine)
    lexemes = _lexemes(person.words)
    return readable.called(lexemes) if lexemes else readable.none()


def _lexemes(words: tuple[str, ...]) -> str:
    """All of these words, each with any of its endings; nothing when one of them begins no name. One query.

    A letter by itself is a whole name, as in Nguyễn Văn A: as a beginning it would find half the province.
    """
    begun = Q()
    for word in words:
        begun |= Q(word__startswith=word) if len(word) > 1 else Q(word=word)
    known = list(NameWord.objects.filter(begun).values_list("word", flat=True)[: MOST_ENDINGS + 1])
    if len(known) > MOST_ENDINGS:
        return " & ".join(f"'{word}':*" if len(word) > 1 else f"'{word}'" for word in words)
    endings = [[end for end in known if end == word or (len(word) > 1 and end.startswith(word))] for word in words]
    if not all(endings):
        return ""
    return " & ".join(f"({' | '.join(map(_quoted, each))})" for each in endings)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
