"""Addresses of the dashboard and of the lists behind its closed figures."""

from django.urls import path

from dossiers.reads.supervision.behind import BY_SLUG
from dossiers.views import behind, dashboard

urlpatterns = [
    path("giam-sat/", dashboard.board, name="dashboard"),
    path("giam-sat/co-quan", dashboard.agencies, name="figures-by-agency"),
    *[
        path(f"giam-sat/so-lieu/{slug}", behind.behind_a_figure, {"slug": slug}, name=f"figure-{slug}")
        for slug in BY_SLUG
    ],
]
