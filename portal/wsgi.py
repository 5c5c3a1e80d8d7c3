"""The door for granian."""

import gc
import os

from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# Connections are looked after when a request ends; doing it again when one begins costs every look-up.
request_started.disconnect(close_old_connections)
request_started.disconnect(reset_queries)
request_finished.disconnect(close_caches)  # ours is this process's memory: there is nothing to close

# What is loaded now stays for good: a collector that walks it again and again costs a look-up a sixth of its time.
get_resolver().url_patterns  # noqa: B018 - imports every view
gc.collect()
gc.freeze()
