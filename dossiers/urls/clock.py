"""Addresses of the clock of one dossier, for staff and for programs that staff signed in with."""

from django.urls import path

from dossiers import api
from dossiers.views import clock

urlpatterns = [
    path("can-bo/ho-so/<int:pk>/thoi-han", clock.staff_clock, name="staff-clock"),
    path("api/v1/dossiers/<path:typed>/clock", api.Clock.as_view(), name="api-clock"),
]
