"""The door of the calendar file: by the receipt code alone, as the status page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dossiers import codes
from dossiers.ical import calendar_file
from dossiers.reads import appointment, lookup
from dossiers.reads.words import IN
from dossiers.views.public import canonical, counted, rendered


@login_not_required
@require_safe
def file(request, typed: str) -> HttpResponse:
    """The return date as text/calendar in the request's language; 404 with the reason while there is none to come."""
    if answer := canonical(request, typed, "/hen.ics"):
        return answer
    found, refusal = counted(request, typed, lookup.by_receipt_code)
    if refusal is not None:
        return refusal
    try:
        entry = appointment.appointment(found, IN[request.language], timezone.now())
    except appointment.NoAppointment as none:
        context = {"code": codes.grouped(typed), "back": f"/tra-cuu/{typed}", "why": gettext(str(none))}
        return rendered("no_appointment.html", context, 404)
    body = calendar_file(entry)
    headers = {"Content-Disposition": 'attachment; filename="hen-tra-ket-qua.ics"', "Content-Length": str(len(body))}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8; method=PUBLISH", headers=headers)
