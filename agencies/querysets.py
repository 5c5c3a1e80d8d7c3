"""Named questions about agencies and the people in them."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models


class _Tree(models.Func):
    """Ids of agencies and of all that belong to them. Of: an array of ids."""

    template = """(WITH RECURSIVE tree AS (
        SELECT unnest(%(expressions)s) AS id
        UNION SELECT child.id FROM agencies_agency child JOIN tree ON child.parent_id = tree.id
    ) SELECT id FROM tree)"""
    output_field = models.BigIntegerField()


class AgencyQuerySet(models.QuerySet):
    def below(self, roots: Iterable[int] | ArraySubquery) -> "AgencyQuerySet":
        """These agencies and all that belong to them, however deep. roots: their ids, or a question that gives them."""
        if not isinstance(roots, ArraySubquery):
            roots = models.Value(list(roots), ArrayField(models.BigIntegerField()))
        return self.filter(pk__in=_Tree(roots))

    def tax_office(self):
        """Who does the steps of an outside body: the first active tax office; None without one."""
        return self.filter(kind="tax", is_active=True).order_by("pk").first()


class MembershipQuerySet(models.QuerySet):
    def of(self, user, *roles: str) -> "MembershipQuerySet":
        """What this active user is, in any of these roles (all roles when none is named)."""
        mine = self.filter(user=user, user__is_active=True)
        return mine.filter(role__in=roles) if roles else mine


class RulesQuerySet(models.QuerySet):
    def in_force(self, *, on) -> "RulesQuerySet":
        """Versions that apply to a dossier received on this local day: one for each case and channel.

        A temporary version goes before the permanent one while it lasts.
        """
        lasting = models.Q(valid_to=None) | models.Q(valid_to__gte=on), models.Q(valid_from__lte=on)
        same = {name: models.OuterRef(name) for name in ("procedure", "case", "channel")}
        temporary = self.model.objects.filter(*lasting, is_temporary=True, **same)
        return self.filter(*lasting, models.Q(is_temporary=True) | ~models.Exists(temporary), procedure__is_active=True)
