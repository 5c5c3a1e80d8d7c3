"""Every address: the dossiers' own, configuration, and the operators' three."""

from django.contrib import admin
from django.urls import include, path

from dossiers.urls.citizens import BUSIEST
from portal import faults, health, metrics

admin.site.site_header = admin.site.site_title = "Quản trị cổng hồ sơ Đồng Tháp"
admin.site.index_title = "Cấu hình"

urlpatterns = [
    *BUSIEST,
    path("", include("dossiers.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path("quan-tri/", admin.site.urls),
]

handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.unexpected
