"""A table of a cycle file: dates in it may be known only in part."""

import datetime

from support import toml

from ..dates import validate_partial_date


class Table(toml.Table):
    def partial_date(self, key: str, *, required: bool = False) -> str:
        """ "2021", "2021-03" or "2021-03-16"; a day may also be written without quotes."""
        value = self.take(key, str, datetime.date, required=required)
        if isinstance(value, datetime.date):
            return value.isoformat()
        return value if value and self.checked(key, value, validate_partial_date) else ""
