"""How a message's words become what goes out: facts put in, SMS without accents, long names shortened, nothing cut."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from dossiers.wording.statuses import HOTLINE

SMS_MOST = 160  # symbols of GSM 03.38's basic set: one message
ZALO_MOST = 400
ZALO_TITLE = (9, 65)  # the fewest and the most letters of a title
MOST = {"sms": SMS_MOST, "zalo": ZALO_MOST}

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GSM = set("@$_!\"#%&'()*+,-./:;<=>? 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TYPED = str.maketrans(
    {
        "đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "…": "...", "·": "-",
        "[": "(", "]": ")", "{": "(", "}": ")", "€": "EUR",
    }
)  # fmt: skip

# What long names of agencies are called where there is little room.
_SHORT = (
    ("Trung tâm Phục vụ hành chính công", "TTPVHCC"),
    ("Chi nhánh Văn phòng Đăng ký đất đai", "CN VPĐK đất đai"),
    ("Văn phòng Đăng ký đất đai", "VPĐK đất đai"),
    (" (tạm)", ""),
)
# What is said instead of a name or number for which there is no room at all.
_INSTEAD = {
    "vi": {"noi": "nơi ghi trên Giấy tiếp nhận", "co_quan": "cơ quan giải quyết", "dien_thoai": HOTLINE},
    "en": {"noi": "the place on your receipt", "co_quan": "the deciding agency", "dien_thoai": HOTLINE},
}


def placeholders_in(text: str) -> set[str]:
    """The names in braces, known or not.

    >>> sorted(placeholders_in("Hồ sơ {ma}: {ngay} {Không} 100%"))
    ['ma', 'ngay']
    """
    return set(_PLACEHOLDER.findall(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Each {name} that has a fact replaced by it, once; all other braces and signs stay as people wrote them.

    >>> fill("{ma} 100% {khac} {0}", {"ma": "{ma}"})
    '{ma} 100% {khac} {0}'
    """
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)


def sms_plain(text: str) -> str:
    """Unaccented, on one line, each symbol one of GSM 03.38's basic set; what has no likeness there is left out.

    >>> sms_plain("Hồ sơ “Đã trả” – 5 ₫")
    'Ho so "Da tra" - 5'
    """
    bare = unicodedata.normalize("NFD", text.translate(_TYPED))
    return " ".join("".join(c if c in _GSM else " " * c.isspace() for c in bare).split())


def worded_as(channel: str, language: str, text: str, facts: Mapping[str, str]) -> str:
    """As it goes out by this channel. Where it would be too long names are shortened, then said otherwise: a message
    is never cut, so one whose own words are too long goes out long.
    """
    for told in _ever_shorter(channel, language, facts):
        filled = fill(text, told)
        if channel == "sms":
            filled = sms_plain(filled)
        if len(filled) <= MOST.get(channel, len(filled)):
            break
    return filled


def _ever_shorter(channel: str, language: str, facts: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    yield facts
    if channel in MOST:
        yield (shorter := {name: _short(fact) for name, fact in facts.items()})
        instead = {name: said for name, said in _INSTEAD[language].items() if name in facts}
        for name in instead:
            yield (shorter := {**shorter, name: instead[name]})


def _short(name: str) -> str:
    for long, short in _SHORT:
        name = name.replace(long, short)
    return name
