"""What is told of the portal itself: maintenance that is to come, maintenance and outages that last."""

from django.utils.translation import gettext_noop as n_

# %(since)s and %(until)s: an hour and a day in words.
PLANNED = n_("Cổng tạm ngừng để bảo trì từ %(since)s đến %(until)s.")
LASTS = n_("Cổng đang tạm ngừng để bảo trì, đến %(until)s.")
OUTAGE = n_("Cổng đang gặp sự cố, dự kiến khắc phục xong lúc %(until)s.")

# The list of those that have begun, by `MaintenanceKind`.
BEGUN = {
    "planned": n_("Bảo trì đã báo trước, từ %(since)s, dự kiến xong lúc %(until)s."),
    "outage": n_("Sự cố, từ %(since)s, dự kiến khắc phục xong lúc %(until)s."),
}
OVER = {
    "planned": n_("Bảo trì đã báo trước, từ %(since)s đến %(until)s."),
    "outage": n_("Sự cố, từ %(since)s đến %(until)s."),
}
