"""Addresses of procedures and of the reckoning of a due date, for everyone."""

from django.urls import path
from django.views.decorators.gzip import gzip_page

from dossiers.views import procedures, reckoning

# Compressed here too, where no proxy does it: 60 kB, and nothing secret that could be guessed from how short it gets.
urlpatterns = [
    path("thu-tuc", gzip_page(procedures.procedures), name="procedures"),
    path("thu-tuc/<path:code>", gzip_page(procedures.procedure), name="procedure"),
    path("tinh-ngay-hen", reckoning.reckoning, name="reckoning"),
]
