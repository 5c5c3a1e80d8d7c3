"""Procedures as everybody may read them: found by words, told with what they ask, reckoned to a date."""
