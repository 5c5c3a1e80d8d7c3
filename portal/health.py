"""For those who run the portal: is the process alive, may it be sent requests."""

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

_broker = Redis.from_url(settings.REDIS_URL, socket_timeout=0.5)
_migrated = False


@require_safe
def healthz(request) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request) -> JsonResponse:
    """200 with the database reached and migrated, else 503; a missing broker is degraded inside the 200."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = "ok" if _is_migrated() else "unmigrated"
    except (DatabaseError, InterfaceError):
        database = "down"
    try:
        _broker.ping()
        broker = "ok"
    except (RedisError, OSError):
        broker = "degraded"
    ready = database == "ok"
    answer = JsonResponse(
        {"ready": ready, "database": database, "broker": broker, "limiter": broker}, status=200 if ready else 503
    )
    if not ready:
        answer.headers["Retry-After"] = "10"
    return answer


def _is_migrated() -> bool:
    """Asked until it is true once: migrations do not come undone under a running process."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
