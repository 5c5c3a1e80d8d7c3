"""Addresses of letters."""

from django.urls import path

from dossiers.views import letters, printing, unsigned

urlpatterns = [
    path("can-bo/ho-so/<int:pk>/giay-to", letters.letters_of, name="dossier-letters"),
    path("can-bo/ho-so/<int:pk>/in/<slug:slug>", letters.issue, name="letter-issue"),
    path("can-bo/giay/<int:pk>", letters.letter, name="letter"),
    path("can-bo/ho-so/<int:pk>/ky-xin-loi/ban-in", unsigned.apology, name="unsigned-apology"),
    path("can-bo/in-nhieu", printing.many, name="print-many"),
    path("can-bo/in-nhieu/<int:pk>", printing.job, name="print-job"),
    path("can-bo/in-nhieu/<int:pk>/tep", printing.file, name="print-file"),
]
