"""The work list: what waits for a person or their unit, narrowed and ordered by its address, in their own columns."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import Role, account_of
from dossiers import actions
from dossiers.forms.worklist import COLUMNS, asked_of, columns_of, to_keep
from dossiers.reads import scope
from dossiers.reads.supervision.urges import waiting_here
from dossiers.reads.worklist import Pile, work_list
from dossiers.views.guards import staff
from dossiers.views.moves import SLUGS

PILES = {
    Pile.OVERDUE: "Quá hạn",
    Pile.DUE_TODAY: "Đến hạn hôm nay",
    Pile.DUE_SOON: "Sắp đến hạn",
    Pile.AT_RISK: "Có nguy cơ trễ",
    Pile.OFFERED: "Chờ nhận bàn giao",
    Pile.PAPERS: "Giấy tờ đã về",
    Pile.ALL: "Tất cả",
    Pile.APOLOGIES: "Chờ ký xin lỗi",
    Pile.OPINIONS: "Chờ cho ý kiến",
    Pile.SUPPLEMENTS: "Chờ người nộp bổ sung",
    Pile.UNANSWERED: "Quá hạn bổ sung",
    Pile.RESULTS: "Chờ người nộp nhận kết quả",
}
EVERY_ROW = "het"  # the value of "chon" in an address that ticks the whole page


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*Role)
def home(request):
    """What waits for me or my unit; everybody else is led to their own room. A POST keeps the choice of columns."""
    if not request.reader.has(*scope.WORKERS):
        return redirect("dossiers:dashboard" if request.reader.has(Role.AUDITOR) else "admin:index")
    if request.method == "POST":
        actions.choose_columns(by=request.user, columns=to_keep(request.POST.getlist("column")))
        messages.success(request, "Đã lưu các cột Ông/Bà chọn.")
        return redirect(request.get_full_path())
    now = timezone.now()
    asked = asked_of(request.GET, reader=request.reader, now=now)
    found = work_list(reader=request.reader, cursor=request.GET.get("sau", ""), now=now, **asked.question)
    facts = {
        "asked": asked, "list": found, "piles": PILES, "title": PILES[found.pile], "slugs": SLUGS,
        "is_denied": asked.pile is not found.pile, "away": dict(asked.away), "all_columns": COLUMNS,
        "columns": columns_of(account_of(request.user).columns), "all_ticked": request.GET.get("chon") == EVERY_ROW,
        "urged": waiting_here(request.reader), "now": now,
    }  # fmt: skip
    return render(request, "staff/home.html", facts)
