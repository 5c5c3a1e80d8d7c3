"""Addresses for everyone. Contract: they are printed on receipts and inside QR codes."""

from django.urls import path

from dossiers import api
from dossiers.views import appointment, citizens, details, opting_out

# A code without a slash: tried before all else. Whatever else is typed for one finds the same below.
BUSIEST = [path("tra-cuu/<str:typed>", citizens.status), path("api/v1/status/<str:typed>", api.status)]
urlpatterns = [
    path("", citizens.home, name="home"),
    path("tra-cuu", citizens.look_up, name="look-up"),
    path("tra-cuu/ma-so/<path:typed>", citizens.official, name="official"),
    path("tra-cuu/<path:typed>/thoi-han", citizens.clock, name="clock"),
    path("tra-cuu/<path:typed>/hen.ics", appointment.file, name="calendar-file"),
    path("tra-cuu/<path:typed>/giay/<int:n>", details.letter, name="own-letter"),
    path("tra-cuu/<path:typed>/nhan-tin", opting_out.choose, name="messages-choose"),
    path("thoi-nhan-tin", opting_out.stop, name="messages-stop"),
    path("tra-cuu/<path:typed>", citizens.status, name="status"),
    path("api/v1/status/<path:typed>", api.status, name="api-status"),
]
