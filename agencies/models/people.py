"""What is kept of a person beside their sign-in: how long the account counts, their own choices, who stands in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

DIGEST_PARTS = ("overdue", "today", "risk", "offered")


def all_parts() -> list[str]:
    """What the morning's letter says unless somebody chose otherwise."""
    return list(DIGEST_PARTS)


class Account(models.Model):
    """Everybody who signs in has one; without a limit of time unless one is set."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account")
    valid_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("có hiệu lực đến hết", null=True, blank=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    # Sessions that gave their second factor before this moment must give it again.
    second_factor_since = models.DateTimeField(null=True, editable=False)
    sessions_since = models.DateTimeField(null=True, editable=False)  # what began before has ended
    digest = models.JSONField(default=all_parts, blank=True, editable=False)  # which parts of the morning's letter
    columns = models.JSONField(default=list, blank=True, editable=False)  # of the work list, by their names there

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        constraints = [
            models.CheckConstraint(
                name="account_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Ngày hết hiệu lực phải từ ngày bắt đầu trở đi.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    def counts_on(self, day) -> bool:
        """Whether its time includes this local day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def digest_parts(self) -> tuple[str, ...]:
        """What the morning's letter tells this person, in its order; nothing: they get none."""
        return tuple(part for part in DIGEST_PARTS if part in self.digest) if isinstance(self.digest, list) else ()


def account_of(user) -> Account:
    """What is kept of this person; a new one, without limits and not saved, for who has none yet."""
    try:
        return user.account
    except Account.DoesNotExist:
        return Account(user=user)


def counting_on(people: QuerySet, day) -> QuerySet:
    """Those of these people who may sign in on this local day: not closed, and `counts_on`, asked of the database."""
    return people.filter(is_active=True).exclude(account__valid_from__gt=day).exclude(account__valid_to__lt=day)


class Absence(models.Model):
    """Somebody is away, and a colleague with the same role in the same agency sees their work. It gives no rights."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name="người vắng"
    )
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người thay")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(name="nobody_stands_in_for_themselves", condition=~Q(user=F("stand_in"))),
        ]
        indexes = [models.Index(fields=["stand_in", "until"], name="absence_by_stand_in")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.since:%d/%m/%Y}–{self.until:%d/%m/%Y}"
