"""Addresses of reports."""

from django.urls import path

from dossiers.views import reports

urlpatterns = [
    path("giam-sat/bao-cao", reports.reports, name="reports"),
    path("giam-sat/bao-cao/viec/<int:pk>", reports.job, name="report-job"),
    path("giam-sat/bao-cao/<int:pk>", reports.progress, name="report"),
    path("giam-sat/bao-cao/<int:pk>/so-theo-doi", reports.register, name="report-register"),
    path("giam-sat/bao-cao/<int:pk>/chat-luong", reports.judged, name="report-quality"),
    path("giam-sat/bao-cao/<int:pk>/minh-bach", reports.candid, name="report-candour"),
    path("giam-sat/bao-cao/<int:pk>/ho-so", reports.dossiers, name="report-dossiers"),
    path("giam-sat/bao-cao/<int:pk>/tep", reports.file, name="report-file"),
]
