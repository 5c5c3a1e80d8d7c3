"""Addresses behind the figures of steps and of rising lateness."""

from django.urls import path

from dossiers.views import steps

urlpatterns = [
    path("giam-sat/so-lieu/cac-buoc", steps.steps, name="steps"),
    path("giam-sat/so-lieu/buoc", steps.finished, name="step"),
    path("giam-sat/so-lieu/diem-nong", steps.hot_spot, name="hot-spot"),
]
