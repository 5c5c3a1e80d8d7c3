"""Addresses of this room, one list per audience."""

from dossiers.urls import accounts, administrators, citizens, clerks, clock, contents, letters, supervisors, together

app_name = "dossiers"
urlpatterns = [
    *citizens.urlpatterns,
    *accounts.urlpatterns,
    *clerks.urlpatterns,
    *clock.urlpatterns,
    *contents.urlpatterns,
    *letters.urlpatterns,
    *together.urlpatterns,
    *supervisors.urlpatterns,
    *administrators.urlpatterns,
]
