"""How the portal is served: `gunicorn -c python:portal.gunicorn`; the environment says what differs."""

import os
import sys

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from portal.loopback import is_loopback
from support.logs import OneLineFormatter

wsgi_app = "portal.wsgi:application"
proc_name = "portal"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 30
graceful_timeout = 15
# Nothing manages the server through a socket, so there is none to guard.
control_socket_disable = True
# Heartbeats in memory: a slow disk must not pass for a dead worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
accesslog = "-" if os.environ.get("ACCESS_LOG") == "1" else None


class OneLineLogger(Logger):
    """gunicorn's own messages wear the form of the portal's."""

    def setup(self, cfg):
        super().setup(cfg)
        formatter = OneLineFormatter("{asctime} {levelname} {name} {message}", style="{")
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(formatter)


logger_class = OneLineLogger


def on_starting(server):
    """Before anything listens: the demonstration is refused on any address but loopback."""
    _keep_demonstration_at_home(server.cfg.address)


def when_ready(server):
    """Sockets inherited from a service manager are known only now."""
    _keep_demonstration_at_home([listener.sock.getsockname() for listener in server.LISTENERS])


def _keep_demonstration_at_home(addresses):
    if os.environ.get("PORTAL_DEMO") != "1":
        return
    for address in addresses:
        # An address is (host, port, ...); a path or a descriptor may lead anywhere.
        if not (isinstance(address, tuple) and is_loopback(address[0])):
            sys.exit(
                f"PORTAL_DEMO=1 : la démonstration n’écoute que sur 127.0.0.1 ou [::1], pas sur {address}."
            )
