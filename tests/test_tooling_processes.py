"""What `make` starts is what `make` stops: the portal with its worker, and the throw-away PostgreSQL."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest

from scripts import cluster
from scripts.steps import ROOT

pytestmark = [pytest.mark.processes, pytest.mark.once]
STARTED = 90  # seconds to wait at most; a test that waits that long has failed
# `make run` without looking after the environment: the one that runs these tests is good enough.
RUN = """
import sys
from scripts import environment, run
environment.PYTHON = sys.executable
environment.ready = lambda requirements: None
run.main()
"""


def descendants(root: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie that waits for its parent's look does not."""
    running = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.add(pid)
    return running


def within(seconds: float, condition) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def portal(tmp_path):
    """A running `make run` on a database and a port of its own: process, lines read so far, port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {
        **{key: value for key, value in os.environ.items() if key not in {"TEST_DATABASE_URL", "BIND"}},
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}/"
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if lines[-1] == address:
            break
    yield process, lines, address
    if process.poll() is None:
        process.terminate()
        process.wait(STARTED)
    process.stdout.close()


def test_make_run_serves_names_its_steps_and_stops_everything(portal):
    process, lines, address = portal
    assert lines[-1] == address, "\n".join(lines)
    text = "\n".join(lines)
    for step in ("database", "static files", "territories", "essonne-2021", "demonstration", "mail worker"):
        assert step in text
    with urlopen(f"{address}sante/") as answer:
        assert answer.status == 200
    with urlopen(f"{address}cycles/essonne-2021/") as answer:
        assert "Essonne" in answer.read().decode()
    children = descendants(process.pid)
    assert len(alive(children)) >= 3, "a web master, its processes, a mail worker"
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert alive(children) == set()


def test_nothing_is_left_when_make_run_is_killed_outright(portal):
    process, _, _ = portal
    children = descendants(process.pid)
    process.kill()
    process.wait(10)
    assert within(30, lambda: not alive(children))


def test_when_one_half_dies_the_other_is_stopped_and_it_is_said(portal):
    process, _, _ = portal
    children = descendants(process.pid)
    worker = next(pid for pid in children if "send_mail" in Path(f"/proc/{pid}/cmdline").read_text())
    os.kill(worker, signal.SIGKILL)
    assert process.wait(30) == 1
    assert "The mail worker stopped by itself" in process.stdout.read()
    assert alive(children) == set()


@pytest.fixture
def programs():
    found = cluster.binaries()
    if found is None and os.environ.get("REQUIRE_ALL") != "1":
        pytest.skip("no PostgreSQL server programs here")
    return found


def test_a_throw_away_cluster_answers_and_leaves_nothing(programs):
    with cluster.cluster(programs) as address:
        directory = Path(address.partition("host=")[2])
        with psycopg.connect(address) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        postmaster = int((directory / "data" / "postmaster.pid").read_text().split()[0])
        assert directory.stat().st_mode & 0o077 == 0, "nobody else may reach the socket"
    assert not directory.exists()
    assert within(10, lambda: not alive({postmaster}))


HOLD = """
import sys, time
from pathlib import Path
from scripts import cluster, steps
steps.end_on_termination()
with cluster.cluster(Path(sys.argv[1])) as address:
    print(address, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_cluster_leaves_nothing(programs, number):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, programs],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    address = holder.stdout.readline().strip()
    directory = Path(address.partition("host=")[2])
    postmaster = int((directory / "data" / "postmaster.pid").read_text().split()[0])
    holder.send_signal(number)
    assert holder.wait(30) != 0
    holder.stdout.close()
    assert not directory.exists()
    assert within(10, lambda: not alive({postmaster}))
