"""Words, dates and hours in the reader's language, for pages that are too busy to ask gettext each time."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache, lru_cache

from django.utils.translation import gettext, ngettext, override
from markupsafe import Markup, escape

from agencies.worktime import ZONE, Term
from dossiers import clock

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


# The mark of lists that an agency's name is not settled yet.
_UNSETTLED = " (tạm)"


class Words:
    """One language. Sentences are msgids of `wording`; days are dd/mm/yyyy in both languages."""

    def __init__(self, language: str):
        self.language = language
        self.weekdays = WEEKDAYS[language]
        # The source is Vietnamese: nothing to look up.
        self.say: Callable[[str], str] = _same if language == "vi" else _english
        # The same few thousand names stand on every page.
        self.name: Callable[[str], Markup] = lru_cache(maxsize=8192)(self._name)
        self.term: Callable[[Term], str] = lru_cache(maxsize=1024)(self._term)

    def counted(self, sentence: str, n: int) -> str:
        """A sentence with %(n)s filled in, in the right number."""
        if self.language != "vi":
            sentence = _english_counted(sentence, n == 1)
        return sentence % {"n": n}

    def _name(self, text: str) -> Markup:
        """A proper name for HTML: escaped, and marked as Vietnamese among English words."""
        text = text.replace(_UNSETTLED, "")  # of no use to who has to find the place
        if self.language == "vi":
            return escape(text)
        return Markup('<span lang="vi">') + text + Markup("</span>")

    def hour(self, at: datetime) -> str:
        local = at.astimezone(ZONE)
        between = " giờ " if self.language == "vi" else ":"
        return f"{local.hour:02}{between}{local.minute:02}"

    def duration(self, minutes: int) -> str:
        """Working minutes as hours and minutes: 20 giờ 34 phút."""
        hours, rest = divmod(minutes, 60)
        hour, minute = (" giờ", " phút") if self.language == "vi" else (" h", " min")
        said = [f"{self.number(hours)}{hour}"] if hours else []
        if rest or not hours:
            said.append(f"{rest}{minute}")
        return " ".join(said)

    def number(self, n: int) -> str:
        """With its thousands marked: 1.234, in English 1,234."""
        return f"{n:,}".replace(",", ".") if self.language == "vi" else f"{n:,}"

    @staticmethod
    def money(amount: int) -> str:
        """Đồng as the receipts write them, in both languages: 12.500.000 đ."""
        return f"{amount:,} đ".replace(",", ".")

    def _term(self, term: Term) -> str:
        """How long a procedure may take."""
        return term.in_words() if self.language == "vi" else term.in_english()

    def row(self, row: clock.Row, bases: Iterable[str] = ()) -> Markup:
        """One line of an explanation, for HTML. bases: legal bases of days, Vietnamese wherever they are quoted."""
        if self.language == "vi":
            return escape(row.vi)
        said = escape(row.en)
        for basis in sorted(filter(None, bases), key=len, reverse=True):
            said = said.replace(f"({basis})", Markup("(") + self.name(basis) + Markup(")"))
        return said

    def at(self, at: datetime) -> "At":
        return At(self, at)

    def moment(self, at: datetime) -> str:
        """Hour, weekday and day: as the receipt promises it."""
        local = at.astimezone(ZONE)
        return f"{self.hour(at)}, {self.weekdays[local.weekday()]} {day(local)}"


class At:
    """What a sentence may say of a moment: %(at)s, %(hour)s or %(day)s, worked out when it does."""

    def __init__(self, words: Words, at: datetime):
        self._words, self._at = words, at

    def __getitem__(self, name: str) -> str:
        match name:
            case "at":
                return self._words.moment(self._at)
            case "hour":
                return self._words.hour(self._at)
            case "day":
                return local_day(self._at)
        raise KeyError(name)


def day(at: date) -> str:
    """dd/mm/yyyy of a date, or of a moment already in Viet Nam's time."""
    return f"{at.day:02}/{at.month:02}/{at.year}"


def local_day(at: datetime) -> str:
    return day(at.astimezone(ZONE))


def minute(at: datetime) -> str:
    """HH:MM dd/mm/yyyy."""
    local = at.astimezone(ZONE)
    return f"{local.hour:02}:{local.minute:02} {local.day:02}/{local.month:02}/{local.year}"


def _same(sentence: str) -> str:
    return sentence


@cache
def _english(sentence: str) -> str:
    with override("en"):
        return gettext(sentence)


@cache
def _english_counted(sentence: str, one: bool) -> str:
    with override("en"):
        return ngettext(sentence, sentence, 1 if one else 2)


IN = {language: Words(language) for language in WEEKDAYS}
