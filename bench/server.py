"""gunicorn as production starts it, and the processor time of its processes and of the database's."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.steps import ROOT, Failure

HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def server(settings: str, surroundings: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serves with these settings while the block lasts; gives the port and the master's process id."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn", "--log-level", "warning"],
        cwd=ROOT,
        env={**surroundings, "DJANGO_SETTINGS_MODULE": settings, "BIND": f"{HOST}:{port}"},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.request("GET", "/sante/", headers={"X-Forwarded-Proto": "https"})
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise Failure("The server under measurement does not answer.")


def processor_ms(root: int | None) -> float:
    """User and system time so far, in milliseconds, of a process and all that descend from it (Linux)."""
    if root is None:
        return 0.0
    children: dict[int, list[int]] = {}
    times: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            text = (entry / "stat").read_text()
        except OSError:
            continue  # it ended meanwhile; its parent has counted it
        # After the name, which may hold spaces: state, parent … utime, stime, the same of ended children.
        fields = text.rpartition(")")[2].split()
        pid = int(entry.name)
        children.setdefault(int(fields[1]), []).append(pid)
        times[pid] = sum(map(int, fields[11:15]))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += times.get(pid, 0)
        waiting += children.get(pid, [])
    return total * 1000 / TICKS
