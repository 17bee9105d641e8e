"""The portal as it is served, by gunicorn in processes of its own, on the database of the running test."""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from accounts import fresh_code

PATIENCE = 60  # seconds before a test that waits gives up


class Portal:
    """gunicorn, two processes of four threads; started, killed outright and started again at will."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen | None = None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn", "--log-level", "error"],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.served_settings",
                "SERVED_DATABASE": str(connection.settings_dict["NAME"]),
                "BIND": f"127.0.0.1:{self.port}",
            },
            stdin=subprocess.DEVNULL,
            # With its workers, so that all of them are killed at once.
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None, "gunicorn ended by itself"
            assert time.monotonic() < deadline, "gunicorn does not answer"
            if self._answers():
                return
            time.sleep(0.05)

    def _answers(self):
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", "/robots.txt")
            with asked.getresponse() as answer:
                return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()

    def kill(self):
        """As a power cut would: the master and its workers, in the middle of whatever they do."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def portal():
    served = Portal()
    served.start()
    try:
        yield served
    finally:
        served.kill()


def cookies_of(user) -> str:
    """The Cookie header of a browser in which this person has just typed a log-in code."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[fresh_code.PROVEN] = {"user": str(user.pk), "login": time.time()}
    session.save()
    token = secrets.token_hex(16)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
