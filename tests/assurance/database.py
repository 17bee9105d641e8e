"""Watching the database around a request: what was written, and whether anything differs afterwards."""

import hashlib
from contextlib import contextmanager

from django.db import connection, transaction

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA", "SET", "SHOW", "EXPLAIN")


def fingerprint() -> dict[str, str]:
    """For each table, a digest of its rows whatever their order."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@contextmanager
def watched():
    """The statements, run inside, that are not reads."""
    writes: list[str] = []

    def note(execute, sql, params, many, context):
        # PostgreSQL writes each half of a union between parentheses.
        if not sql.lstrip(" \n(").upper().startswith(READS):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield writes


@contextmanager
def undone():
    """Whatever is written inside is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
