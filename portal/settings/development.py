"""`make run`: one machine, loopback only, the demonstration on when PORTAL_DEMO=1."""

import os

from .base import *
from .secret import local_secret_key

SECRET_KEY = local_secret_key(VAR_DIR)
DEBUG = os.environ.get("PORTAL_DEBUG") == "1"
PORTAL_DEMO = os.environ.get("PORTAL_DEMO") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
PORTAL_URL = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
if "DATABASE_URL" in os.environ:
    DATABASES = {"default": databases.from_address(os.environ["DATABASE_URL"])}
# Nothing leaves the machine: /demo/courriels/ shows the mails, or the terminal does.
EMAIL_BACKEND = f"django.core.mail.backends.{'dummy' if PORTAL_DEMO else 'console'}.EmailBackend"
OUTBOX_KEEP_BODIES = PORTAL_DEMO
