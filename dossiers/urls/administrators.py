"""Addresses of administrators that are not the Django admin's: they come before it."""

from django.urls import path

from dossiers.views import calendar, message_templates

urlpatterns = [
    path("quan-tri/lich", calendar.year, name="calendar"),
    path("quan-tri/lich/chon", calendar.choose, name="calendar-choose"),
    path("quan-tri/lich/xem-truoc", calendar.preview, name="calendar-preview"),
    path("quan-tri/lich/thu-vien", calendar.library, name="calendar-library"),
    path("quan-tri/lich/viec/<int:pk>", calendar.again, name="calendar-again"),
    *[path(f"quan-tri/lich/{way}", calendar.propose, {"way": way}, name=f"calendar-{way}") for way in calendar.PAGES],
    path("quan-tri/mau-tin", message_templates.every, name="message-templates"),
    path("quan-tri/mau-tin/<slug:occasion>/<slug:channel>/<slug:language>", message_templates.one,
         name="message-template"),
    path("quan-tri/mau-tin/<slug:occasion>/<slug:channel>/<slug:language>/dung-lai", message_templates.again,
         name="message-template-again"),
]  # fmt: skip
