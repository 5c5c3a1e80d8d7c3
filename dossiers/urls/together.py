"""Addresses of work on many dossiers at once, and of whose work it is while somebody is away or has left."""

from django.urls import path

from dossiers.views import bulk, people

urlpatterns = [
    path("can-bo/nhieu-ho-so", bulk.many, name="bulk"),
    path("can-bo/viec/<int:pk>", bulk.job, name="job"),
    path("can-bo/ban-giao-viec", people.reassign, name="reassign"),
    path("can-bo/vang-mat", people.absences, name="absences"),
]
