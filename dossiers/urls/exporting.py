"""Addresses of lists as files, and of one's own files."""

from django.urls import path

from dossiers.views import exporting

urlpatterns = [
    path("giam-sat/xuat/<slug:slug>", exporting.export, name="export"),
    path("can-bo/tep", exporting.files, name="own-files"),
    path("can-bo/tep/<int:pk>", exporting.job, name="own-file-job"),
    path("can-bo/tep/<int:pk>/tai-ve", exporting.file, name="own-file"),
    path("can-bo/tep/<int:pk>/lam-lai", exporting.again, name="own-file-again"),
    path("can-bo/tep/<int:pk>/xoa", exporting.discard, name="own-file-discard"),
]
