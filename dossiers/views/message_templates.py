"""The editor of what messages to applicants say: every template, one template with its versions and its preview."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Role
from dossiers import actions
from dossiers.forms.message_templates import TemplateForm
from dossiers.models import MessageChannel
from dossiers.reads import message_templates as templates
from dossiers.reads import pages
from dossiers.views.guards import staff
from dossiers.wording.messages import MEANING, Worded

administrators = staff(Role.ADMINISTRATOR)
SAVE = "save"  # the button; whatever else is pressed only shows


@require_safe
@administrators
def every(request):
    """All of them, and since when each is worded as it is."""
    facts = {"found": templates.by_occasion(), "channels": MessageChannel.labels}
    return render(request, "staff/message_templates.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def one(request, occasion: str, channel: str, language: str):
    """GET: as it is worded now. POST: what was typed, shown as it would go out, or saved as a new version."""
    purpose = _purpose(occasion, channel, language)
    if request.method != "POST":
        return _page(request, purpose)
    form = TemplateForm(request.POST, purpose=purpose)
    return _saved(request, form) if request.POST.get("do") == SAVE else _page(request, purpose, form)


@require_POST
@administrators
def again(request, occasion: str, channel: str, language: str):
    """The words of an old version, or the portal's own, as a new version."""
    purpose = _purpose(occasion, channel, language)
    version = pages.number(request.POST.get("old", ""), 9)
    written = templates.words_of(purpose, version) if version is not None else None
    if written is None:
        raise Http404
    return _saved(request, TemplateForm({**request.POST.dict(), **written._asdict()}, purpose=purpose))


def _saved(request, form: TemplateForm):
    purpose = form.purpose
    if not form.is_valid():
        return _page(request, purpose, form)
    seen = pages.number(request.POST.get("version", ""), 9)
    try:
        row = actions.write_template(
            by=request.user, now=timezone.now(), purpose=purpose, version=-1 if seen is None else seen,
            written=form.written,
        )  # fmt: skip
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, purpose, form, status=409 if isinstance(refusal, actions.Stale) else 400)
    messages.success(request, f"Đã lưu bản {row.version}. Tin soạn từ bây giờ dùng lời này.")
    return redirect("dossiers:message-template", *purpose)


def _page(request, purpose: templates.Purpose, form: TemplateForm | None = None, *, status: int = 0):
    """form: as it was typed; None to show what is in use. status: instead of what the form's own faults say."""
    is_wrong = form is not None and not form.is_valid()
    newest = templates.newest_of(purpose)
    written = Worded(newest.subject, newest.text) if newest else purpose.own_words
    rows, older = templates.versions_of(purpose, pages.number(request.GET.get("truoc", ""), 9))
    facts = {
        "purpose": purpose,
        "newest": newest,
        "form": form or TemplateForm(initial=written._asdict(), purpose=purpose),
        "previews": templates.previews(purpose, written) if form is None else form.previews,
        "is_typed": form is not None,
        "placeholders": [(name, MEANING[name], value) for name, value in templates.samples_of(purpose).items()],
        "versions": rows,
        "older": older,
        "is_own": written == purpose.own_words,
    }
    return render(request, "staff/message_template.html", facts, status=status or (400 if is_wrong else 200))


def _purpose(occasion: str, channel: str, language: str) -> templates.Purpose:
    purpose = templates.purpose_of(occasion, channel, language)
    if purpose is None:
        raise Http404
    return purpose
