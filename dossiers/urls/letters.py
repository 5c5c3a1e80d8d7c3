"""Addresses of letters."""

from django.urls import path

from dossiers.views import letters

urlpatterns = [
    path("can-bo/ho-so/<int:pk>/giay-to", letters.letters_of, name="dossier-letters"),
    path("can-bo/ho-so/<int:pk>/in/<slug:slug>", letters.issue, name="letter-issue"),
    path("can-bo/giay/<int:pk>", letters.letter, name="letter"),
]
