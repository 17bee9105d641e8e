"""`make run`: from a fresh clone to the portal in a browser, with its mail worker; both stop together."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from . import environment
from .steps import ROOT, VAR, Failure, end_on_termination, step

HOST = "127.0.0.1"
STOP_WITHIN = 15  # seconds, then SIGKILL
PR_SET_PDEATHSIG = 1


def main() -> None:
    end_on_termination()
    began = time.monotonic()
    port = _port()
    environment.ready(environment.RUN)
    VAR.mkdir(exist_ok=True)
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "PORTAL_DEMO": "1",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    surroundings.pop("BIND", None)
    prepare = [environment.PYTHON, "-m", "scripts.prepare"]
    if subprocess.run(prepare, cwd=ROOT, env=surroundings, check=False).returncode:
        raise Failure("The portal is not started: the step above failed.")
    serve(port, surroundings, began)


def serve(port: int, surroundings: dict[str, str], began: float) -> None:
    """Starts web and mail, prints the address once the portal answers, and waits until one of them ends."""
    processes: dict[str, subprocess.Popen] = {}
    try:
        with step("Starting the web server and the mail worker", talks=True):
            python = environment.PYTHON
            gunicorn = [python, "-m", "gunicorn", "-c", "python:portal.gunicorn", "--log-level", "warning"]
            processes["web server"] = _start(gunicorn, surroundings)
            processes["mail worker"] = _start([python, "manage.py", "send_mail", "--loop"], surroundings)
            _wait_until_it_answers(port, processes)
        print(f"\nReady in {time.monotonic() - began:.0f} s. Ctrl-C stops everything.\nhttp://{HOST}:{port}/")
        sys.stdout.flush()
        while not (ended := _ended(processes)):
            time.sleep(0.3)
        raise Failure(f"The {ended} stopped by itself, so the rest is stopped too.")
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
    finally:
        _stop(list(processes.values()))


def _port() -> int:
    """The port asked for, if nothing else listens on it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Failure(f"PORT is “{text}”: it must be a number from 1 to 65535.")
    with socket.socket() as probe:
        # Without it, a port that was left a moment ago would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            raise Failure(
                f"Port {text} is reserved to the administrator. Choose another: make run PORT=8001"
            ) from None
        except OSError:
            raise Failure(
                f"Port {text} is already in use. Stop what uses it, or: make run PORT=8001"
            ) from None
    return int(text)


def _start(command: list, surroundings: dict[str, str]) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches us alone, and we stop each child once, gently.
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_the_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no thread here
    )


def _die_with_the_parent() -> None:
    """No orphan, even when this program is killed outright (Linux only)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_it_answers(port: int, processes: dict[str, subprocess.Popen]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if ended := _ended(processes):
            raise Failure(f"The {ended} stopped while starting: see the lines above.")
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/sante/")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise Failure(f"The portal does not answer on http://{HOST}:{port}/sante/ after a minute.")


def _ended(processes: dict[str, subprocess.Popen]) -> str | None:
    return next((name for name, process in processes.items() if process.poll() is not None), None)


def _stop(processes: list[subprocess.Popen]) -> None:
    # A second Ctrl-C must not leave half of them behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    main()
