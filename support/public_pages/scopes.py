"""Versions of what public pages show: writers renew them, readers fetch them before the content."""

import secrets
from contextlib import contextmanager
from threading import local

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.transaction import TransactionManagementError

from .models import PublicScope

# Every public page stands on this scope as well: it is renewed after each migration and each flush.
EVERYTHING = "*"

TABLE = PublicScope._meta.db_table

_open = local()


def bump(*names: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Renew the public pages that stand on these scopes; the last write of the transaction it belongs to.

    Inside `touching`, left to the end of the outermost one. Raises TransactionManagementError outside a
    transaction: the pages and what they show must change together.
    """
    if not names:
        return
    outermost = getattr(_open, "names", None)
    if outermost is not None:
        outermost.update(names)
        return
    if not transaction.get_connection(using).in_atomic_block:
        raise TransactionManagementError("bump() belongs inside the transaction that writes what changed.")
    # Sorted, so that two writers lock the rows in the same order.
    PublicScope.objects.using(using).bulk_create(
        [PublicScope(name=name, version=secrets.randbits(63)) for name in sorted(set(names))],
        update_conflicts=True,
        update_fields=["version"],
        unique_fields=["name"],
    )


@contextmanager
def touching(*names: str):
    """A transaction at whose end the public pages standing on these scopes are renewed; nothing if it fails.

    Nested, the scopes are renewed once, at the end of the outermost `touching`.
    """
    if getattr(_open, "names", None) is not None:
        with transaction.atomic():
            yield
        _open.names.update(names)
        return
    with transaction.atomic():
        _open.names = set(names)
        try:
            yield
            gathered = _open.names
        finally:
            _open.names = None
        bump(*gathered)


def versions(names: list[str], known: dict[str, int] | None = None) -> dict[str, int]:
    """The present version of each scope, in one query; 0 for one that was never touched.

    No query when all are among those `known`, as the middleware leaves them in `request.scope_versions`.
    """
    wanted = sorted({EVERYTHING, *names})
    if known is None or not known.keys() >= set(wanted):
        # By hand: this runs at each request, and the query set takes five times as long as the query.
        places = ", ".join(["%s"] * len(wanted))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT name, version FROM {TABLE} WHERE name IN ({places})", wanted)  # noqa: S608
            known = dict(cursor.fetchall())
    return {name: known.get(name, 0) for name in wanted}
