"""Addresses of this room, one list per audience."""

from dossiers.urls import (
    accounts,
    administrators,
    citizens,
    clerks,
    clock,
    contents,
    dashboard,
    exporting,
    following,
    letters,
    pages,
    procedures,
    published,
    reports,
    steps,
    supervisors,
    together,
    urging,
)

app_name = "dossiers"
urlpatterns = [
    *following.urlpatterns,  # before the codes' own pages
    *citizens.urlpatterns,
    *procedures.urlpatterns,
    *pages.urlpatterns,
    *published.urlpatterns,
    *accounts.urlpatterns,
    *clerks.urlpatterns,
    *clock.urlpatterns,
    *contents.urlpatterns,
    *letters.urlpatterns,
    *together.urlpatterns,
    *steps.urlpatterns,
    *dashboard.urlpatterns,
    *supervisors.urlpatterns,
    *reports.urlpatterns,
    *urging.urlpatterns,
    *exporting.urlpatterns,
    *administrators.urlpatterns,
]
