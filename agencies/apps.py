"""The room of who and by which rules."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Cơ quan và quy định"
    default_auto_field = "django.db.models.BigAutoField"
