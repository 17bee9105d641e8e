"""Expressions that a database evaluates by itself, without this program beside it."""

from django.db.models.functions import ExtractDay


class DayOfMonth(ExtractDay):
    """The day number of a date.

    On SQLite, Django's own lookup calls a Python function, which no other tool that opens the file knows: a
    constraint that uses it would make `PRAGMA integrity_check` or a restore fail there.
    """

    def as_sqlite(self, compiler, connection, **extra):
        sql, params = compiler.compile(self.lhs)
        return f"CAST(SUBSTR({sql}, 9, 2) AS INTEGER)", params
