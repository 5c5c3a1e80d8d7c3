"""Configuration under /quan-tri/: who works where, by which rules. Dossiers are never seen here."""

from agencies.admin import calendar, organisations, people, procedures

__all__ = ["calendar", "organisations", "people", "procedures"]
