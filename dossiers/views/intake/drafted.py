"""The door of every page of an intake: its own clerk's draft, or nothing."""

import uuid
from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render

from agencies.models import Role
from dossiers.reads import drafts

COUNTER = (Role.CLERK, Role.SUPERVISOR)


def drafted(view):
    """Hands the draft to the view. 404 for everybody else's, and where this person receives nothing any more."""

    @wraps(view)
    def door(request, key: uuid.UUID):
        draft = drafts.draft_of(key=key, user=request.user)
        if draft is None or draft.agency_id not in request.reader.agencies(*COUNTER):
            return render(request, "staff/intake_gone.html", status=404)
        return view(request, draft)

    return door


def made_already(request, draft):
    """Where a draft leads that has become a dossier: what it says is changed there."""
    messages.info(request, "Phiếu này đã gửi rồi. Muốn sửa, Ông/Bà dùng các việc ghi trên trang hồ sơ.")
    return redirect("dossiers:staff-dossier", draft.made)


def form_of(draft, form_class, part: str):
    """The page as it was last typed, without judging it yet."""
    return form_class(initial=draft.answers.get(part, {}), rules=draft.rules)


def judged(draft, form_class, part: str):
    """The same, judged."""
    return form_class(draft.answers.get(part, {}), rules=draft.rules)
