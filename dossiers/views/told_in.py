"""At the counter: how an applicant wants to be told what happens to a dossier."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from dossiers import actions
from dossiers.forms.applicants import ToldIn
from dossiers.models import Dossier
from dossiers.reads import scope
from dossiers.views.dossier import shown
from dossiers.views.guards import staff


@require_POST
@staff(*scope.WORKERS)
def choose(request, pk: int):
    """Set the language of messages, or none; 409 with the dossier's page where this person may not."""
    try:
        told_in = ToldIn().clean(request.POST.get("told_in") or "–")
        actions.choose_messages(dossier_id=pk, by=request.user, now=timezone.now(), told_in=told_in)
    except Dossier.DoesNotExist:
        raise Http404 from None
    except ValidationError as wrong:
        messages.error(request, wrong.message)
        return shown(request, pk, status=400)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return shown(request, pk, status=409)
    messages.success(request, "Đã ghi cách người nộp muốn nhận tin.")
    return redirect("dossiers:staff-dossier", pk)
