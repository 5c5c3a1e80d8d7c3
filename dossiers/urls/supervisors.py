"""Addresses of supervisors and auditors."""

from django.urls import path

from dossiers.reads.supervision.lists import LISTS, OVERDUE, UNAPOLOGISED
from dossiers.reads.supervision.signs import BY_SLUG
from dossiers.views import accesses, messages, supervisors

urlpatterns = [
    path("giam-sat/qua-han", supervisors.late, name="overdue"),
    path("giam-sat/chua-xin-loi", supervisors.without_apology, name="unapologised"),
    *[
        path(f"giam-sat/{each.slug}", supervisors.dossiers_of, {"slug": each.slug}, name=each.name)
        for each in LISTS
        if each not in (OVERDUE, UNAPOLOGISED)  # they have more to say
    ],
    path("giam-sat/canh-dem", supervisors.night_watch, name="watch"),
    *[
        path(f"giam-sat/canh-dem/{slug}", supervisors.behind_a_number, {"slug": slug}, name=f"watch-{slug}")
        for slug in BY_SLUG
    ],
    path("giam-sat/sua-sai", supervisors.set_right, name="mended"),
    path("giam-sat/tin-nhan", messages.sent, name="messages"),
    path("giam-sat/truy-cap", accesses.looked, name="accesses"),
    path("giam-sat/so-sach", supervisors.audited, name="books"),
]
