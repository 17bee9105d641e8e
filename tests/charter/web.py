"""gunicorn as production starts it, over the test's own database; and browsers that speak HTTP to it."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from tests.journeys import log_in_freshly

HOST = "127.0.0.1"
TOKEN = "a" * 32
PATIENCE = 60  # seconds before a test that waits gives up


class Server:
    """A gunicorn on a port of its own, that can be killed and started again."""

    def __init__(self, workers):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.workers = workers
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn", "--log-level", "error"],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.charter.web_settings",
                "WEB_DATABASE": str(connection.settings_dict["NAME"]),
                "BIND": f"{HOST}:{self.port}",
                "WEB_WORKERS": str(self.workers),
                "WEB_THREADS": "2",
                "PORTAL_DEMO": "0",
            },
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/sante/")[0] == http.HTTPStatus.OK:
                    return
            time.sleep(0.05)
        raise AssertionError("the web server does not start")

    def kill(self):
        """Master and workers at once, as a power cut would; nothing is said to anybody."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def ask(self, method, path, session="", **fields):
        """Status and Location of an answer; OSError or HTTPException when there is none."""
        browser = http.client.HTTPConnection(HOST, self.port, timeout=30)
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"} if session else {}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN})
        with contextlib.closing(browser):
            browser.request(method, path, body, headers)
            answer = browser.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")


def session_of(user) -> str:
    """A session whose log-in code was typed a moment ago."""
    client = Client()
    log_in_freshly(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
