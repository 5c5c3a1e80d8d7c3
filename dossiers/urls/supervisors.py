"""Addresses of supervisors and auditors."""

from django.urls import path

from dossiers.views import supervisors

urlpatterns = [path("giam-sat/qua-han", supervisors.late, name="overdue")]
