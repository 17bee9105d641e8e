"""Is the portal fit to serve? For load balancers and whoever watches; no secret, no session."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from support.outbox.models import Mail

logger = logging.getLogger(__name__)

# Once seen applied, the migrations that this process knows stay so; reading them again would cost each time.
_seen_applied = False


@login_not_required
@require_safe
def health(request):
    """JSON; 200 when the database answers with every migration applied, else 503.

    `mail_waiting_seconds` is the age of the oldest mail that could leave and has not: it grows when the
    worker is down, but does not make the web part unfit.
    """
    try:
        pending = _migrations_are_pending()
        waiting = None if pending else _seconds_waiting()
    except (DatabaseError, InterfaceError):
        logger.exception("The database does not answer.")
        return JsonResponse({"status": "unavailable", "database": "unavailable"}, status=503)
    report = {
        "status": "unavailable" if pending else "ok",
        "database": "ok",
        "migrations": "pending" if pending else "ok",
        "mail_waiting_seconds": waiting,
    }
    return JsonResponse(report, status=503 if pending else 200)


def _migrations_are_pending() -> bool:
    global _seen_applied  # noqa: PLW0603
    if not _seen_applied:
        executor = MigrationExecutor(connection)
        _seen_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not _seen_applied


def _seconds_waiting() -> int:
    oldest = Mail.objects.due().order_by("created_at").values_list("created_at", flat=True).first()
    return max(0, int((timezone.now() - oldest).total_seconds())) if oldest else 0
