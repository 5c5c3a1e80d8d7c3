"""The desk of clerks and officers: work list, search."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dossiers import codes, wording
from dossiers.reads import scope, worklist
from dossiers.reads.worklist import Pile
from dossiers.views.guards import staff
from dossiers.views.moves import SLUGS

PILES = {
    Pile.OVERDUE: "Quá hạn",
    Pile.DUE_TODAY: "Đến hạn hôm nay",
    Pile.DUE_SOON: "Sắp đến hạn",
    Pile.ALL: "Tất cả",
    Pile.OFFERED: "Chờ nhận bàn giao",
    Pile.APOLOGIES: "Chờ ký xin lỗi",
    Pile.SUPPLEMENTS: "Chờ người nộp bổ sung",
    Pile.UNANSWERED: "Quá hạn bổ sung",
    Pile.RESULTS: "Chờ người nộp nhận kết quả",
}


@require_safe
@staff(*scope.READERS)
def home(request):
    """What waits for me or my unit; who only reads is led to what they read."""
    if not _works(request):
        return redirect("dossiers:overdue")
    asked = request.GET.get("loc", "")
    pile = Pile(asked) if asked in list(Pile) else Pile.ALL
    found = worklist.work_list(reader=request.reader, pile=pile, cursor=request.GET.get("sau", ""), now=timezone.now())
    facts = {"list": found, "piles": PILES, "title": PILES[found.pile], "slugs": SLUGS}
    return render(request, "staff/home.html", facts)


@require_safe
@staff(*scope.READERS)
def find(request):
    """One box for both codes, typed, pasted or scanned."""
    typed = request.GET.get("ma", "")[:300]
    try:
        pk = worklist.found_by_code(reader=request.reader, typed=typed)
        why = f"Không có hồ sơ nào khớp “{typed.strip()}” trong phạm vi của Ông/Bà."
    except codes.BadCode as fault:
        pk = None
        why = gettext(wording.LOOK_UP[fault.kind]) % {"example": codes.EXAMPLE, "found": fault.found}
    if pk is not None:
        return redirect("dossiers:staff-dossier", pk)
    return render(request, "staff/not_found.html", {"typed": typed, "why": why}, status=404)


def _works(request) -> bool:
    return request.reader.has(*scope.WORKERS)
