"""Named questions about agencies and the people in them."""

from django.db import models


class AgencyQuerySet(models.QuerySet):
    def below(self, agency_ids) -> "AgencyQuerySet":
        """These agencies and all below them, however deep: what their supervisors oversee.

        The province's service centre stands for the province itself, whose one-stop shops it looks after.
        """
        roots = list(agency_ids)
        if not roots:
            return self.none()
        return self.filter(
            pk__in=models.expressions.RawSQL(
                """WITH RECURSIVE tree AS (
                       SELECT coalesce(province.id, root.id) AS id FROM agencies_agency root
                       LEFT JOIN agencies_agency province
                           ON province.id = root.parent_id AND root.kind = 'centre' AND province.kind = 'province'
                       WHERE root.id = ANY(%s)
                       UNION SELECT child.id FROM agencies_agency child JOIN tree ON child.parent_id = tree.id
                   ) SELECT id FROM tree""",
                [roots],
            )
        )

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
