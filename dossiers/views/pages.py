"""Pages beside the look-up. They ask the database nothing, so they answer also while it is away."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiers import limits, wording
from dossiers.reads.words import IN
from dossiers.views.public import rendered
from dossiers.wording.pages import MEANING
from dossiers.workflow import Status


@login_not_required
@require_safe
def helping(request) -> HttpResponse:
    """Plain questions and answers; the ten statuses as the status page calls them."""
    say = IN[request.language].say
    statuses = [(say(wording.STATUS[status].label), say(MEANING[status])) for status in Status]
    return rendered("help.html", {"statuses": statuses})


@login_not_required
@require_safe
def privacy(request) -> HttpResponse:
    """What is kept of whom, why, how long, and what anybody may ask. Legal source: Law 91/2025/QH15."""
    return rendered("privacy.html", {"lock": limits.LOCK // 60})


@login_not_required
@require_safe
def accessibility(request) -> HttpResponse:
    """Statement of accessibility. Legal source: TT 26/2020/TT-BTTTT."""
    return rendered("accessibility.html", {})
