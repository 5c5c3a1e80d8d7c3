"""What must hold of a dossier after each move of a random life."""

from dossiers import clock
from dossiers.clock import DeadlineState
from dossiers.models import Dossier, Event, Mark
from dossiers.reads.books.whole import breaks
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.reads.parties import turns_of
from dossiers.workflow import CLOCK_ENDED, NEXT, Status

CLOSED = (DeadlineState.EARLY, DeadlineState.ON_TIME, DeadlineState.LATE, DeadlineState.NONE)


class Looking:
    """Looks at the dossiers of `tests.dossiers.told.Life`; needs `now`, the moment it is."""

    def _look(self, life, dossier=None, was=None):
        dossier = dossier or Dossier.objects.select_related("rules__procedure").get(pk=life.pk)
        status = Status(dossier.status)
        assert was is None or status in (was, *NEXT[was])
        assert (dossier.closed_at is not None) == (status in CLOCK_ENDED)
        by = calendar_of(dossier, dossier.calendar_version)
        if status is not Status.RETURNED and not (life.log and life.log[-1][0] in ("hand_over",)):
            assert dossier.due_at == life.told(dossier, by).due(by)
        self._first_dates_stand(life, dossier)
        self._one_state(dossier, by)
        assert breaks([life.pk]) == []
        self._times_add_up(dossier, by)
        self._marked(life)

    def _first_dates_stand(self, life, dossier):
        for name in ("original_due_at", "second_original_due_at", "promised_at"):
            value = getattr(dossier, name)
            assert life.first.setdefault(name, value) in (None, value) or life.first[name] == value
            if value is not None:
                life.first[name] = value

    def _one_state(self, dossier, by):
        now = self.now
        assert dossier.is_at_risk(now=now) == Dossier.objects.filter(pk=dossier.pk).at_risk(now=now).exists()
        if dossier.voided_at is not None:
            assert not Dossier.objects.filter(pk=dossier.pk).open().exists()
            return
        read = deadline_of(dossier, by, now).state
        asked = Dossier.objects.filter(pk=dossier.pk)
        scopes = {
            DeadlineState.OVERDUE: asked.overdue(now=now).exists(),
            DeadlineState.DUE_TODAY: asked.due_today(now=now).exists(),
        }
        for state, found in scopes.items():
            assert found == (read is state)
        assert dossier.is_overdue(now=now) == (read is DeadlineState.OVERDUE)
        assert (read in CLOSED) if dossier.closed_at else (read not in CLOSED or read is DeadlineState.NONE)

    def _times_add_up(self, dossier, by):
        end = dossier.closed_at or dossier.voided_at or self.now
        events = Event.objects.filter(dossier=dossier).order_by("seq")
        spent = clock.shares(by, turns_of(events), dossier.received_at, end)
        assert sum(share.minutes for share in spent) == by.working_minutes(dossier.received_at, end)
        assert all(share.minutes >= 0 and share.holder.party != "unrecorded" for share in spent)

    def _marked(self, life):
        made = list(Mark.objects.filter(dossier=life.pk).values_list("kind", "key"))
        assert len(made) == len(set(made))
        assert set(made) == life.expected
