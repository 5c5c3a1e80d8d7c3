"""Somebody must always be able to open the configuration: what would lock the last administrator out is refused."""

from datetime import date, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from agencies.models import Membership, Role

LAST = "Đây là quản trị viên cuối cùng còn đăng nhập được. Ông/Bà giao vai trò quản trị cho người khác trước."
ONESELF = "Ông/Bà không tự khóa, tự đổi thời hạn, vai trò hay mã xác thực của mình; việc này do quản trị viên khác làm."


def is_last_administrator(user: User, *, on: date | None = None) -> bool:
    """Whether nobody else can sign in as an administrator on this day (today). For a transaction about to change that.

    Two administrators who take each other's role away at once wait for each other here.
    """
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR)
    mine = [row.user_id for row in administrators.order_by("pk").select_for_update()]
    return user.pk in mine and not _able(administrators.exclude(user=user), on or timezone.localdate()).exists()


def is_last_role(row: Membership) -> bool:
    """Whether with this row the last administrator would go."""
    if row.role != Role.ADMINISTRATOR or not is_last_administrator(row.user):
        return False
    return not Membership.objects.filter(role=Role.ADMINISTRATOR, user=row.user_id).exclude(pk=row.pk).exists()


def first_day_without(valid_from: date | None, valid_to: date | None) -> date | None:
    """The first day from today on which an account with these limits does not count; None when there is none."""
    today = timezone.localdate()
    if valid_from and valid_from > today:
        return today
    return max(today, valid_to + timedelta(days=1)) if valid_to else None


def _able(administrators, day: date):
    """Those of them who are active, have a password, and whose accounts count on this day."""
    begun = Q(user__account=None) | Q(user__account__valid_from=None) | Q(user__account__valid_from__lte=day)
    lasting = Q(user__account=None) | Q(user__account__valid_to=None) | Q(user__account__valid_to__gte=day)
    return administrators.filter(begun, lasting, user__is_active=True).exclude(
        user__password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
