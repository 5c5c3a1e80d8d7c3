"""Named questions about dossiers. Every answer is a queryset, so questions chain."""

from datetime import timedelta

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import BooleanField, DateTimeField, F, Func, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from dossiers.workflow import Status

_YES_OR_NO = BooleanField()


class NameWords(Func):
    """The words of a name as the index knows them; what joins two words parts them."""

    template = "to_tsvector('simple'::regconfig, translate(%(expressions)s, '/._-+@:', '       '))"
    output_field = SearchVectorField()


class DossierQuerySet(models.QuerySet):
    def open(self) -> "DossierQuerySet":
        """The clock has not ended and the intake was no mistake."""
        return self.filter(closed_at=None, voided_at=None)

    def overdue(self, *, now) -> "DossierQuerySet":
        """Open, and the due instant has passed. Twin of `Dossier.is_overdue`."""
        return self.open().filter(due_at__lt=now)

    def at_risk(self, *, now) -> "DossierQuerySet":
        """Not late yet, but the usual time of what remains no longer fits. Twin of `Dossier.is_at_risk`."""
        return self.open().filter(start_by__lt=now, due_at__gte=now)

    def stalled(self, *, now) -> "DossierQuerySet":
        """Open, and nothing has happened for longer than its step allows. Twin of `Dossier.is_stalled`."""
        return self.open().filter(stalls_at__lt=now)

    def unapologised(self) -> "DossierQuerySet":
        """No apology has been signed; a draft is none."""
        return self.filter(promised_at=None)

    def due_today(self, *, now) -> "DossierQuerySet":
        """Reads `due_today` on the clock at this moment."""
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return self.open().filter(due_at__gte=now, due_at__lt=midnight, is_paused=False)

    def due_soon(self, *, now) -> "DossierQuerySet":
        """Reads `due_soon` on the clock at this moment: within two working days, but not today."""
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return self.open().filter(due_soon_at__lte=now, due_at__gte=midnight, is_paused=False)

    def waiting_for_collection(self) -> "DossierQuerySet":
        """A result lies at the counter and nobody has fetched it."""
        return self.filter(status=Status.DONE, voided_at=None)

    def held_by(self, agency_ids) -> "DossierQuerySet":
        """What these agencies hold now: work lists go by holder."""
        return self.filter(holder_agency__in=agency_ids)

    def decided_by(self, agency_ids) -> "DossierQuerySet":
        """What these agencies answer for: overdue and statistics go by deciding agency."""
        return self.filter(deciding_agency__in=agency_ids)

    def readable_by(self, agency_ids) -> "DossierQuerySet":
        """Received, decided, returned or somewhere on its way worked on by one of these agencies, or put before it."""
        return self.filter(readers__overlap=list(agency_ids))

    def called(self, lexemes: str) -> "DossierQuerySet":
        """Whose applicant's name has these words. lexemes: as PostgreSQL reads a tsquery."""
        asked = Cast(Value(lexemes), SearchQueryField())
        named = NameWords("applicant_plain")
        return self.filter(Func(named, asked, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=_YES_OR_NO))

    def in_order(self, field: str) -> "DossierQuerySet":
        """By this instant, null last, then by id: the order of keyset pages."""
        return self.order_by(F(field).asc(nulls_last=True), "pk")


def noticed() -> Coalesce:
    """A receipt with an earlier moment happened, by its event, then; it was entered later, and that is what counts."""
    return Coalesce(Cast(KT("data__entered_at"), DateTimeField()), F("at"))
