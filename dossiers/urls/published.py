"""Addresses of the figures that everybody may read."""

from django.urls import path
from django.views.decorators.gzip import gzip_page

from dossiers.views import published

# Compressed here too, where no proxy does it: up to a megabyte, and all of it is everybody's.
urlpatterns = [
    path("thong-ke", gzip_page(published.figures), name="published"),
    path("thong-ke/so-lieu.csv", gzip_page(published.file), name="published-file"),
    path("thong-ke/dinh-nghia", gzip_page(published.dictionary), name="published-definitions"),
    path("thong-ke/dinh-nghia.csv", published.dictionary_file, name="published-definitions-file"),
]
