"""Form 02: which papers are missing, why, and by when they are awaited."""

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers.models import Dossier, LetterKind, Supplement
from dossiers.reads.letters.content import Content, NothingToPrint, in_full, of_dossier, written_out
from dossiers.reads.letters.official import counter_name, subject_of
from dossiers.wording import HOTLINE


def supplement(dossier: Dossier, which: int | None = None) -> Content:
    """One round of asking: the last, or the one with this number from 1 on. Raises NothingToPrint."""
    rounds = Supplement.objects.filter(dossier=dossier).select_related("asked_by").order_by("round")
    asked = rounds.last() if which is None else rounds.filter(round=which).first()
    if asked is None:
        raise NothingToPrint("no_supplement")
    agency, day = dossier.deciding_agency, local_day(asked.asked_at)
    said = {
        **of_dossier(dossier), "round": asked.round, "papers": asked.papers, "reason": asked.reason,
        "answer_by": in_full(asked.answer_by), "restarts": asked.restarts, "counter": counter_name(dossier),
        "guide": full_name(asked.asked_by) if asked.asked_by else "", "contact": written_out(agency),
        "contact_phone": agency.phone, "hotline": HOTLINE,
    }  # fmt: skip
    subject = subject_of(f"supplement:{asked.pk}", dossier, asked.asked_at)
    return Content(LetterKind.SUPPLEMENT, subject, dossier.receiving_agency, dossier, day, said, by_counter=True)
