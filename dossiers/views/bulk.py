"""Many dossiers in one go: what may be done with them, the one question, and how the work gets on."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Role
from dossiers import actions
from dossiers.actions.bulk import MOST, URGE
from dossiers.forms import bulk as forms
from dossiers.forms.printing import Chosen
from dossiers.forms.worklist import asked_of
from dossiers.models import Job
from dossiers.reads import bulk as reads
from dossiers.reads import scope
from dossiers.reads.holders import workers_of
from dossiers.reads.worklist import first_of
from dossiers.views.guards import staff
from dossiers.workflow import Move


@dataclass(frozen=True)
class Way:
    """One thing to do with many. asks: the form of what has to be known."""

    move: Move
    title: str
    button: str
    asks: Callable[..., forms.Receivers | forms.Complete | forms.HandOver]


WAYS = {
    "phan-cong": Way(Move.ASSIGN, "Phân công người thụ lý", "Phân công", forms.Receivers),
    "chuyen-buoc": Way(Move.COMPLETE_STEP, "Chuyển sang bước tiếp theo", "Chuyển bước", forms.Complete),
    "tra-ket-qua": Way(Move.HAND_OVER, "Trả kết quả cho chính người nộp", "Xác nhận đã trả kết quả", forms.HandOver),
}
SLUGS = {way.move: slug for slug, way in WAYS.items()}
_TITLES = {**{way.move: way.title for way in WAYS.values()}, URGE: "Đôn đốc giải quyết hồ sơ"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.WORKERS)
def many(request):
    """GET: what this person has put down before. POST with `chon` (or `tat-ca`: all of the work list whose query is
    `theo`): what may be done with these, then (`viec`) the question, then (`lam`) the job. 400 keeps the choice and
    everything typed.
    """
    if request.method != "POST":
        return _mine(request)
    chosen = _whole_list(request) if "tat-ca" in request.POST else forms.chosen_in(request.POST.getlist("chon"))
    if not chosen:
        return _mine(request, wrong=str(actions.Refused("bulk_none")))
    if len(chosen) > MOST:
        wrong = str(actions.Refused("bulk_many", most=MOST, n=len(chosen)))
        first = " ".join(f"{pk}.{version}" for pk, version in chosen[:MOST])
        return render(request, "staff/bulk_choose.html", {"wrong": wrong, "first": first, "most": MOST}, status=400)
    way = WAYS.get(request.POST.get("viec", ""))
    here = reads.choice(reader=request.reader, chosen=chosen)
    if way is None:
        return _choose(request, here)
    able = here.able(way.move)
    typed = (request.POST,) if "lam" in request.POST else ()
    form = way.asks(*typed, people=_people(request, way, able))
    key = forms.key_in(request.POST.get("key", ""))
    if typed and able and form.is_valid():
        try:
            job = actions.queue_bulk(
                by=request.user, now=timezone.now(), key=key, move=way.move,
                chosen=[(row.dossier.pk, row.version) for row in here.rows], **form.values(),
            )  # fmt: skip
        except actions.Refused as refusal:
            form.refused(refusal.why, str(refusal))
            key = forms.key_after(refusal.why, key)
        else:
            return redirect("dossiers:job", job.pk)
    return _ask(request, way, here, form, key=key, status=400 if form.errors or not able else 200)


def _whole_list(request) -> list[tuple[int, int]]:
    """The first dossiers of a work list in its order, as many as may be handled at once."""
    now = timezone.now()
    asked = asked_of(QueryDict(request.POST.get("theo", "")), reader=request.reader, now=now)
    return first_of(reader=request.reader, now=now, most=MOST, **asked.question)


def _mine(request, *, wrong: str = ""):
    facts = {"jobs": reads.latest(request.user.pk), "titles": _TITLES, "wrong": wrong}
    return render(request, "staff/bulk_jobs.html", facts, status=400 if wrong else 200)


def _choose(request, here: reads.Choice):
    ways = [(slug, way, len(here.able(way.move))) for slug, way in WAYS.items()]
    facts = {
        "here": here, "ways": ways, "chosen": " ".join(row.chosen for row in here.rows), "letters": Chosen(),
        "key": uuid4(),
    }  # fmt: skip
    return render(request, "staff/bulk_choose.html", facts)


def _ask(request, way: Way, here: reads.Choice, form, *, key: UUID, status: int):
    able = here.able(way.move)
    facts = {
        "way": way, "slug": SLUGS[way.move], "here": here, "able": able, "unable": here.unable(way.move), "form": form,
        "all": " ".join(row.chosen for row in here.rows), "chosen": " ".join(row.chosen for row in able),
        "key": key, "ways": here.ways() if way.move is Move.COMPLETE_STEP else [],
    }  # fmt: skip
    return render(request, "staff/bulk_ask.html", facts, status=status)


def _people(request, way: Way, able: list[reads.Row]):
    """To whom these may be given: whoever works where they lie; whoever leads not all of it, only to themselves. Two
    queries, none when nobody is asked for.
    """
    if way.move is not Move.ASSIGN:
        return ()
    where = {row.dossier.holder_agency_id for row in able}
    people = workers_of(where, timezone.localdate())
    return people if where <= request.reader.agencies(Role.SUPERVISOR) else people.filter(pk=request.user.pk)


@require_safe
@staff(*scope.WORKERS)
def job(request, pk: int):
    """How a job gets on; 404 for others' jobs."""
    try:
        found = reads.progress(
            reader=request.reader, pk=pk, asked=request.GET.get("loc", ""), cursor=request.GET.get("sau", "")
        )
    except Job.DoesNotExist:
        raise Http404 from None
    facts = {"found": found, "job": found.job, "title": _TITLES[found.job.facts["move"]]}
    return render(request, "staff/bulk_job.html", facts)
