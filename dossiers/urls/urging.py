"""Addresses of what is late: why it is so, and who was urged to deal with it."""

from django.urls import path

from dossiers.views import delays, urging

urlpatterns = [
    path("can-bo/ho-so/<int:pk>/nguyen-nhan-cham", delays.explain, name="delay"),
    path("can-bo/ho-so/<int:pk>/don-doc", urging.urge, name="urge"),
    path("can-bo/ho-so/<int:pk>/don-doc/<int:nth>/tra-loi", urging.answer, name="urge-answer"),
    path("giam-sat/don-doc", urging.urged, name="urges"),
    path("giam-sat/don-doc/nhieu", urging.urge_many, name="urge-many"),
]
