"""That a result was handed over: to whom, by which paper they were known, when, by whom."""

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers.models import Collection, CollectionWay, Collector, Dossier, LetterKind
from dossiers.reads.letters.content import Content, NothingToPrint, counter_of, moment_in_full, of_dossier
from dossiers.reads.letters.official import subject_of


def result(dossier: Dossier) -> Content:
    """Of the hand-over that stands. Two queries. Raises NothingToPrint before one, and after it was taken back.

    Its facts beside those of every letter: {"counter", "handed", "handed_by", "by_post": bool, "way", "collector",
    "collector_name", "collector_phone": known only of the applicant, "paper": what was checked or the number of the
    parcel, "received", "due", "closed": moments in full}.
    """
    fetched = Collection.objects.filter(dossier=dossier, undone_at=None).select_related("by").first()
    if fetched is None:
        raise NothingToPrint("no_result_receipt")
    is_applicant = fetched.collector == Collector.APPLICANT
    said = {
        **of_dossier(dossier), "counter": counter_of(dossier.return_agency),
        "handed": moment_in_full(fetched.at), "handed_by": full_name(fetched.by),
        "by_post": fetched.way == CollectionWay.POST, "way": fetched.get_way_display(),
        "collector": fetched.get_collector_display(), "collector_name": fetched.collector_name,
        "collector_phone": dossier.applicant_phone if is_applicant else "", "paper": fetched.paper,
        "received": moment_in_full(dossier.received_at), "closed": moment_in_full(dossier.closed_at),
        "due": moment_in_full(dossier.second_original_due_at or dossier.original_due_at),
    }  # fmt: skip
    subject, day = subject_of(f"collection:{fetched.pk}", dossier, fetched.at), local_day(fetched.at)
    return Content(LetterKind.RESULT, subject, dossier.return_agency, dossier, day, said, by_counter=True)
