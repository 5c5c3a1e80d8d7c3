"""The portal as it would be if a code that exists took two ten-thousandths of a second longer to refuse."""

from time import perf_counter

from portal.wsgi import application  # before anything of ours: it sets Django up

# isort: split
from dossiers.reads import lookup

__all__ = ["application"]

LONGER = 0.0002  # seconds
_opens = lookup.opens


def _telling(key, digits):
    until = perf_counter() + (LONGER if key else 0)
    while perf_counter() < until:
        pass
    return _opens(key, digits)


lookup.opens = _telling
