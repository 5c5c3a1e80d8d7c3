"""The door for granian."""

import gc
import os
import threading
from time import monotonic

from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_portal = get_wsgi_application()

from portal.staff import STAFF_PATHS  # noqa: E402 - wants the settings

_thread = threading.local()
LOOK_AFTER_EVERY = 60.0  # seconds

# What Django does at both ends of every request costs a look-up more than its limiter. A signal that nobody hears costs
# next to nothing.
request_started.disconnect(close_old_connections)
request_started.disconnect(reset_queries)
request_finished.disconnect(close_old_connections)
request_finished.disconnect(close_caches)  # ours is this process's memory: there is nothing to close
request_finished.disconnect(reset_urlconf)  # there is one, and each request sets it


def application(environ, start_response):
    """The portal. Old and broken connections are put away before a request that could not be tried again.

    A public GET can, and its view is (`portal.middleware.Door`): there, once a minute and thread will do.
    """
    now = monotonic()
    if (
        environ["REQUEST_METHOD"] != "GET"
        or environ["PATH_INFO"].startswith(STAFF_PATHS)
        or now > getattr(_thread, "look_after_at", 0.0)
    ):
        close_old_connections()
        _thread.look_after_at = now + LOOK_AFTER_EVERY
    return _portal(environ, start_response)


# What is loaded now stays for good: a collector that walks it again and again costs a look-up a sixth of its time.
get_resolver().url_patterns  # noqa: B018 - imports every view
gc.collect()
gc.freeze()
