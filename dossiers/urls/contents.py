"""Addresses of what lies in one dossier."""

from django.urls import path

from dossiers.views import attachments, dossier, notes, told_in

urlpatterns = [
    path("can-bo/ho-so/<int:pk>/dien-bien", dossier.history, name="dossier-history"),
    path("can-bo/ho-so/<int:pk>/ghi-chu", notes.notes, name="dossier-notes"),
    path("can-bo/ho-so/<int:pk>/nhan-tin", told_in.choose, name="dossier-messages-choose"),
    path("can-bo/ho-so/<int:pk>/tep", attachments.files, name="dossier-files"),
    path("can-bo/ho-so/<int:pk>/tep/<int:attachment>", attachments.download, name="dossier-file"),
    path("can-bo/ho-so/<int:pk>/tep/<int:attachment>/go", attachments.remove, name="dossier-file-removal"),
]
