"""Configuration under /quan-tri/: who works where, by which rules. Dossiers are never seen here."""

from agencies.admin import calendar, maintenance, organisations, people, procedures

__all__ = ["calendar", "maintenance", "organisations", "people", "procedures"]
