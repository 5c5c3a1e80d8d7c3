"""Addresses of this room, one list per audience."""

from dossiers.urls import citizens, clerks, supervisors

app_name = "dossiers"
urlpatterns = [*citizens.urlpatterns, *clerks.urlpatterns, *supervisors.urlpatterns]
