"""Addresses of procedures and of the reckoning of a due date, for everyone."""

from django.urls import path

from dossiers.views import procedures, reckoning

urlpatterns = [
    path("thu-tuc", procedures.procedures, name="procedures"),
    path("thu-tuc/<path:code>", procedures.procedure, name="procedure"),
    path("tinh-ngay-hen", reckoning.reckoning, name="reckoning"),
]
