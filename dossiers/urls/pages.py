"""Addresses beside the look-up: help, privacy, accessibility."""

from django.urls import path

from dossiers.views import pages

urlpatterns = [
    path("tro-giup", pages.helping, name="help"),
    path("quyen-rieng-tu", pages.privacy, name="privacy"),
    path("tro-nang", pages.accessibility, name="accessibility"),
]
