"""What can be told at the counter before anything is received: the due date, and a dossier that was there before."""

from datetime import datetime

from django.utils import timezone

from dossiers.actions.accesses import saw
from dossiers.forms.intake import ApplicantForm
from dossiers.models import AccessKind, Dossier
from dossiers.reads import applicants, promise
from dossiers.reads.plain import plain


def receipt_moment(who: ApplicantForm) -> datetime | None:
    """The earlier moment that post brings along; None when it is received now."""
    return who.moment().get("received_at") if who.is_valid() else None


def told(request, draft, who: ApplicantForm, received_at: datetime | None) -> dict:
    """promise (Promise) and twin (applicants.Twin or None), for pages that are shown. who: judged already."""
    at = received_at or timezone.now()
    found = twin_of(request, draft, who, at)
    if found is not None:
        saw(
            by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=timezone.now(), dossier=found.dossier,
            reason="Đối chiếu hồ sơ trùng khi tiếp nhận",
        )  # fmt: skip
    return {"promise": promise.promised(draft.rules, draft.agency, at), "twin": found}


def twin_of(request, draft, who: ApplicantForm, at: datetime) -> applicants.Twin | None:
    """The dossier that this one may be filed twice of; None while the applicant's page is not right."""
    if not who.is_valid():
        return None
    person = who.cleaned_data
    unborn = Dossier(
        rules=draft.rules, applicant_identity=person["identity"], applicant_phone=person["phone"],
        applicant_plain=plain(person["name"]),
    )  # fmt: skip
    return applicants.twin(unborn, at, request.reader)
