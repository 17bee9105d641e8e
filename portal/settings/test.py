"""The test suite: SQLite on a file, or PostgreSQL where TEST_DATABASE_URL says so."""

import os

from .base import *

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if "TEST_DATABASE_URL" in os.environ:
    DATABASES = {"default": databases.from_address(os.environ["TEST_DATABASE_URL"])}
# Runs that go on at the same time each name a database of their own.
_run = os.environ.get("PORTAL_TEST_DB", "suite")
# A file, not memory: threads and processes share it as they do in production.
_on_sqlite = "sqlite3" in DATABASES["default"]["ENGINE"]
DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"test-{_run}.sqlite3" if _on_sqlite else f"test_{_run}"}
VAR_DIR.mkdir(exist_ok=True)
STATIC_ROOT.mkdir(exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
# From where they are written, so that nobody has to collect them before testing.
WHITENOISE_USE_FINDERS = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
