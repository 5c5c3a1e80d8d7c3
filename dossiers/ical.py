"""One appointment as a calendar file (RFC 5545). Pure: values in, bytes out; nothing of the portal here."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

LONGEST_LINE = 75  # octets, without the end of the line (RFC 5545 §3.1)
_PRODUCT = "-//hoso//Hen tra ket qua//VI"
# Viet Nam has kept +07:00 since 1975, without summer time; its clock is written out because a reader may know no zone.
_ZONE_NAME = "Asia/Ho_Chi_Minh"
_ZONE = timezone(timedelta(hours=7))
_VTIMEZONE = (
    "BEGIN:VTIMEZONE", f"TZID:{_ZONE_NAME}", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip
_ESCAPED = re.compile(r"([\\;,])")
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")  # RFC 5545 §3.1: no control characters but the line's end


@dataclass(frozen=True)
class Appointment:
    """uid: the same for the same appointment, ever. sequence: rises with every change of it (RFC 5546 §2.1.4).

    stamped_at: when this file is made. is_certain: otherwise TENTATIVE. remind: how long before.
    language: of the words.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    changed_at: datetime
    summary: str
    description: str
    location: str
    url: str
    is_certain: bool
    remind: timedelta
    language: str


def calendar_file(event: Appointment) -> bytes:
    """A file with this appointment and one alarm. Times are Viet Nam's. Raises ValueError when it ends before it
    starts, or the alarm comes after it.
    """
    if event.ends_at <= event.starts_at or event.remind < timedelta(0):
        raise ValueError("an appointment ends after it starts, and its alarm comes before")
    said = f";LANGUAGE={event.language}"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", *_VTIMEZONE,
        "BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"SEQUENCE:{event.sequence}", f"DTSTAMP:{_utc(event.stamped_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"DTSTART;{_local(event.starts_at)}", f"DTEND;{_local(event.ends_at)}",
        f"STATUS:{'CONFIRMED' if event.is_certain else 'TENTATIVE'}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
        f"SUMMARY{said}:{_text(event.summary)}", f"DESCRIPTION{said}:{_text(event.description)}",
        f"LOCATION;LANGUAGE=vi:{_text(event.location)}", f"URL:{event.url}",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{int(event.remind.total_seconds()) // 60}M",
        f"DESCRIPTION{said}:{_text(event.summary)}", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    return _NO_TEXT.sub(" ", _ESCAPED.sub(r"\\\1", value)).replace("\n", "\\n")


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _local(at: datetime) -> str:
    return f"TZID={_ZONE_NAME}:{at.astimezone(_ZONE):%Y%m%dT%H%M%S}"


def _folded(line: str) -> bytes:
    """The line with its end, in parts of at most 75 octets, no letter cut in two; the later ones begin with a space."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
