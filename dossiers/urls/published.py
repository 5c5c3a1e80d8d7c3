"""Addresses of the figures that everybody may read."""

from django.urls import path

from dossiers.views import published

urlpatterns = [
    path("thong-ke", published.figures, name="published"),
    path("thong-ke/so-lieu.csv", published.file, name="published-file"),
    path("thong-ke/dinh-nghia", published.dictionary, name="published-definitions"),
    path("thong-ke/dinh-nghia.csv", published.dictionary_file, name="published-definitions-file"),
]
