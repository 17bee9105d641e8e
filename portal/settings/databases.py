"""Both databases, from one address: `sqlite:///path` or `postgresql://user:password@host:port/name`."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# IMMEDIATE takes the write lock when a transaction begins, so that a read followed by a write never meets
# "database is locked"; FULL writes an acknowledged signature through to the disk; recursive_triggers makes
# INSERT OR REPLACE fire the triggers that guard frozen rows.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;"
    "PRAGMA cache_size=-16000"
)


def sqlite(path: Path) -> dict:
    """SQLite on a file: the embedded default, good for a whole cycle on one machine."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


def postgresql(address: str) -> dict:
    """PostgreSQL through psycopg's own pool; query parameters of the address go to libpq."""
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, **dict(parse_qsl(parts.query))},
    }


def from_address(address: str) -> dict:
    """The DATABASES entry for an address; ImproperlyConfigured when it is neither kind."""
    if address.startswith("sqlite:///"):
        return sqlite(Path(address.removeprefix("sqlite:///")))
    if address.startswith(("postgresql://", "postgres://")):
        return postgresql(address)
    raise ImproperlyConfigured(
        "DATABASE_URL must look like sqlite:///path/to/file or postgresql://user:password@host:5432/name"
    )
