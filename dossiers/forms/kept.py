"""What somebody had typed when they had to sign in again: kept in the session, for them alone, for an hour."""

import re
import time
from dataclasses import dataclass

LONGEST = 200_000  # characters; no form of ours is near it
LASTS = 3600  # seconds
_KEY = "kept"
_NEVER = re.compile(r"password|csrfmiddlewaretoken", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """path: where it was going. fields: (name, value) as they were sent. had_files: those are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def sentences(self) -> list[str]:
        """What a person recognises: the words among the values."""
        return [value for _name, value in self.fields if " " in value.strip()]


def keep(request, user_id: int) -> bool:
    """Keep what this POST carries for this person; whether there was anything that could be kept."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if not _NEVER.search(name)]
    if not fields or sum(len(name) + len(value) for name, value in fields) > LONGEST:
        return False
    request.session[_KEY] = {
        "user": user_id, "at": time.time(), "path": request.get_full_path(), "fields": fields,
        "files": bool(request.FILES),
    }  # fmt: skip
    return True


def is_waiting(session) -> bool:
    """Whether something is kept, for whomever."""
    return _KEY in session


def of(session, user) -> Kept | None:
    """What is kept for this person; what is another's, or too old, is gone."""
    found = session.get(_KEY)
    if found is None:
        return None
    if found["user"] != user.pk or time.time() - found["at"] > LASTS:
        drop(session)
        return None
    return Kept(found["path"], tuple((name, value) for name, value in found["fields"]), found["files"])


def drop(session) -> None:
    session.pop(_KEY, None)
