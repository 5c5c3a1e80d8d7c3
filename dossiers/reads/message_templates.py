"""How messages to applicants are worded, for those who write it: versions, samples, what would go out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings

from agencies.models import Agency
from dossiers.models import FOR_FOLLOWERS, MessageChannel, MessageTemplate, Occasion
from dossiers.reads.messages import worded_with
from dossiers.wording import messages as words
from dossiers.wording.filling import MOST, fill
from dossiers.wording.messages import Worded

LANGUAGES = {"vi": "Tiếng Việt", "en": "Tiếng Anh"}
SHOWN = 5  # versions on one page
_IN_ENGLISH = {
    "tinh_trang": "Step 3 of 5, “Thẩm định”, at Phòng Chuyên môn, Sở Nông nghiệp và Môi trường.",
    "hen_tra": "Result due: 17:00, Monday 30/11/2026.",
    "can_lam": "You do not need to do anything.",
    "trang_thai": "Additional documents required",
}


class Purpose(NamedTuple):
    """What a template is for."""

    occasion: str
    channel: str
    language: str

    def __str__(self) -> str:
        return f"{Occasion(self.occasion).label}, {self.channel_name}, {LANGUAGES[self.language]}"

    @property
    def channel_name(self) -> str:
        return str(MessageChannel(self.channel).label)

    @property
    def has_subject(self) -> bool:
        return self.channel != MessageChannel.SMS

    @property
    def own_words(self) -> Worded:
        """The portal's, version 0."""
        return words.TEXTS[self]


@dataclass(frozen=True)
class Line:
    """newest: None while the portal's own words are used."""

    purpose: Purpose
    newest: MessageTemplate | None


@dataclass(frozen=True)
class Preview:
    """As it would go out. whose: whose facts stand in it. most: letters that it may have, None without a limit."""

    whose: str
    subject: str
    text: str
    most: int | None

    @property
    def is_too_long(self) -> bool:
        return self.most is not None and len(self.text) > self.most


def purpose_of(occasion: str, channel: str, language: str) -> Purpose | None:
    """None where nothing is ever told."""
    purpose = Purpose(occasion, channel, language)
    return purpose if purpose in words.TEXTS else None


def by_occasion() -> dict[str, list[list[Line]]]:
    """Every template there is: an occasion's name → for each channel a line for each language. One query."""
    rows = MessageTemplate.objects.order_by("occasion", "channel", "language", "-version")
    rows = rows.distinct("occasion", "channel", "language").select_related("written_by")
    newest = {Purpose(row.occasion, row.channel, row.language): row for row in rows}
    return {
        str(occasion.label): [
            [Line(purpose, newest.get(purpose)) for purpose in (Purpose(occasion, channel, of) for of in LANGUAGES)]
            for channel in MessageChannel
        ]
        for occasion in Occasion
        if occasion in words.PLACEHOLDERS
    }


def newest_of(purpose: Purpose) -> MessageTemplate | None:
    """With its author; None while the portal's own words are used. One query."""
    return _written(purpose).select_related("written_by").order_by("-version").first()


def versions_of(purpose: Purpose, before: int | None) -> tuple[list[MessageTemplate], int | None]:
    """Some versions with their authors, the newest first, older than this one; then the number after which the next
    page begins, None on the last. One query.
    """
    rows = _written(purpose) if before is None else _written(purpose).filter(version__lt=before)
    found = list(rows.select_related("written_by").order_by("-version")[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].version if len(found) > SHOWN else None


def words_of(purpose: Purpose, version: int) -> Worded | None:
    """What a version says; 0 is the portal's own, None where there is no such version. At most one query."""
    if version == 0:
        return purpose.own_words
    row = _written(purpose).filter(version=version).values_list("subject", "text").first()
    return Worded(*row) if row else None


def samples_of(purpose: Purpose) -> dict[str, str]:
    """A value for each placeholder that may stand in this template."""
    samples = words.placeholders(purpose.occasion, purpose.channel)
    if purpose.language == "en":
        samples |= {name: said for name, said in _IN_ENGLISH.items() if name in samples}
    if "tra_cuu" in samples:
        portal = settings.PUBLIC_URL
        samples["tra_cuu"] = portal if purpose.channel == MessageChannel.EMAIL else portal.partition("://")[2]
    return samples


def previews(purpose: Purpose, written: Worded) -> list[Preview]:
    """What goes out with the sample; where there is a limit also with the longest names in use. At most one query."""
    found = [_preview("Với dữ liệu mẫu", purpose, written, samples_of(purpose))]
    if purpose.channel in MOST:
        found.append(_preview("Với tên cơ quan và số điện thoại dài nhất", purpose, written, _longest(purpose)))
    return found


def _preview(whose: str, purpose: Purpose, written: Worded, facts: Mapping[str, str]) -> Preview:
    subject, text = worded_with(written, purpose.channel, purpose.language, dict(facts))
    if purpose.channel == MessageChannel.EMAIL:
        page = "theo-doi/thoi" if purpose.occasion in FOR_FOLLOWERS else "thoi-nhan-tin"
        stop = f"{settings.PUBLIC_URL}/{page}?k=…"
        text = f"{text}\n\n{fill(words.FOOTER[purpose.language], {'thoi_nhan': stop})}"
    return Preview(whose, subject, text, MOST.get(purpose.channel))


def _longest(purpose: Purpose) -> dict[str, str]:
    samples = samples_of(purpose)
    agencies = list(Agency.objects.filter(is_active=True).values_list("name", "phone"))
    name = max((name for name, _phone in agencies), key=len, default="")
    longest = {
        "co_quan": name,
        "noi": name,
        "dien_thoai": max((phone for _name, phone in agencies), key=len, default=""),
    }
    return samples | {key: value for key, value in longest.items() if key in samples and len(value) > len(samples[key])}


def _written(purpose: Purpose):
    return MessageTemplate.objects.filter(**purpose._asdict())
