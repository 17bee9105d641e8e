"""The settings of a mail worker in a process of its own, on the database of the running test."""

import os

from portal.settings.test import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["MAIL_WORKER_DATABASE"]  # noqa: F405
EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["MAIL_WORKER_SMTP_PORT"])
EMAIL_TIMEOUT = 5
