"""Addresses of clerks and officers."""

from django.urls import path

from dossiers.views import dossier, intake, moves, search, worklist

urlpatterns = [
    path("can-bo/", worklist.home, name="staff-home"),
    path("can-bo/tim", search.find, name="staff-find"),
    path("can-bo/tiep-nhan", intake.choose, name="intake"),
    path("can-bo/tiep-nhan/<uuid:key>/nguoi-nop", intake.applicant, name="intake-applicant"),
    path("can-bo/tiep-nhan/<uuid:key>/giay-to", intake.papers, name="intake-papers"),
    path("can-bo/tiep-nhan/<uuid:key>/kiem-tra", intake.check, name="intake-check"),
    path("can-bo/tiep-nhan/<uuid:key>/bo", intake.discard, name="intake-discard"),
    path("can-bo/tiep-nhan/<uuid:group>/phieu", intake.visit, name="intake-receipts"),
    path("can-bo/ho-so/<int:pk>", dossier.dossier, name="staff-dossier"),
    path("can-bo/ho-so/<int:pk>/giay-tiep-nhan", intake.receipt, name="receipt"),
    *[path(f"can-bo/ho-so/<int:pk>/{slug}", moves.move, {"slug": slug}, name=f"move-{slug}") for slug in moves.PAGES],
]
