"""Addresses for whoever follows a dossier without an account. They stand in messages that were sent long ago."""

from django.urls import path

from dossiers.views import following

urlpatterns = [
    path("tra-cuu/<path:typed>/theo-doi", following.follow, name="follow"),
    path("theo-doi/xac-nhan", following.confirm, name="follow-confirm"),
    path("theo-doi/thoi", following.leave, name="follow-leave"),
]
