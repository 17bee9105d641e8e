"""Starts the portal as in production, asks for each page, prints what it cost and writes var/bench.json.

Processor time is the figure to compare: it is counted over a fixed number of requests that come one after the
other, so a busy machine disturbs it least. Requests per second and latencies depend on what else runs.
"""

import contextlib
import datetime
import http.client
import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scripts import cluster
from scripts.example import example_environment
from scripts.steps import ROOT, VAR, Failure, end_on_termination, step

from . import client, pages
from .server import HOST, processor_ms, server

SETTINGS = "bench.settings"
# Enough for a hundred clock ticks of processor time in each row.
REQUESTS = {pages.BARE: 3000, pages.WARM: 1000, pages.UNCHANGED: 1000, pages.COLD: 200, pages.MEMBER: 200}
# Asked before anything is counted: the process that is reached loads its templates.
UNCOUNTED = 20
STATUS = {pages.UNCHANGED: 304}


@dataclass
class Row:
    """What was measured for one page; sizes in bytes, times in milliseconds."""

    page: str
    path: str
    state: str
    requests: int
    cpu_ms: float
    application_ms: float
    database_ms: float
    ratio_to_bare: float | None
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    sql_queries: int | None
    bytes_plain: int
    bytes_gzipped: int
    first_visit_bytes: int | None
    first_visit_requests: int | None
    targets: dict[str, float] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)


def main(words: list[str]) -> None:
    """Measures every page, or those whose name or path holds one of the words."""
    end_on_termination()
    VAR.mkdir(exist_ok=True)
    wanted = [page for page in pages.PAGES if page.state == pages.BARE or _chosen(page, words)]
    with database() as (address, kind, postmaster):
        surroundings = environment(address)
        with step("Loading territories and cycles"):
            known = inside(surroundings, "fill")
        rows = measure(wanted, surroundings, known, postmaster)
    print()
    print(table(rows))
    missed = [f"{row.page} ({row.state}): {', '.join(row.missed)}" for row in rows if row.missed]
    aims = sum(len(row.targets) for row in rows)
    print(f"\n{aims - sum(len(row.missed) for row in rows)} of {aims} aims reached." if aims else "")
    for said in missed:
        print(f"  missed: {said}")
    target = VAR / "bench.json"
    target.write_text(json.dumps({"machine": machine(kind), "rows": [asdict(row) for row in rows]}, indent=1))
    print(f"Written: {target.relative_to(ROOT)}")


def _chosen(page: pages.Page, words: list[str]) -> bool:
    return not words or any(word in page.name or word in page.path for word in words)


@contextlib.contextmanager
def database():
    """Address, version and first process of a throw-away PostgreSQL; without one SQLite, and no process."""
    if programs := cluster.binaries():
        with cluster.cluster(programs) as address:
            directory = Path(address.partition("host=")[2])
            postmaster = int((directory / "data" / "postmaster.pid").read_text().split()[0])
            version = subprocess.run(
                [programs / "postgres", "--version"], capture_output=True, text=True, check=True
            ).stdout.strip()
            yield address, version, postmaster
    else:
        with tempfile.TemporaryDirectory(prefix="bench-") as place:
            yield f"sqlite:///{place}/portal.sqlite3", "SQLite", None


def environment(address: str) -> dict[str, str]:
    return {
        **os.environ,
        **example_environment(),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "WEB_WORKERS": "2",
        "WEB_THREADS": "4",
        "REQUIRE_SECOND_FACTOR": "0",
        "PORTAL_DEMO": "0",
    }


def inside(surroundings: dict[str, str], *arguments: str):
    done = subprocess.run(
        [sys.executable, "-m", "bench.inside", *arguments],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"{done.stdout}{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(wanted, surroundings, known, postmaster) -> list[Row]:
    """One server for each kind of state, so that what one state keeps in memory cannot help another."""
    rows: dict[pages.Page, Row] = {}
    bare_ms = None
    for settings, memory, states in (
        ("bench.bare", "", {pages.BARE}),
        (SETTINGS, "", {pages.WARM, pages.UNCHANGED, pages.MEMBER, pages.SIGNING}),
        (SETTINGS, "0", {pages.COLD}),
    ):
        chosen = [page for page in wanted if page.state in states]
        if not chosen:
            continue
        here = {**surroundings, "BENCH_MEMORY": memory}
        with server(settings, here) as (port, master):
            for page in chosen:
                with step(f"{page.name} ({page.state})"):
                    measured = measure_signing if page.state == pages.SIGNING else measure_page
                    rows[page] = measured(page, here, known, (port, master, postmaster), bare_ms)
        if settings == "bench.bare":
            bare_ms = next(iter(rows.values())).cpu_ms
    return [rows[page] for page in wanted]


def measure_page(page, surroundings, known, server, bare_ms) -> Row:
    port, master, postmaster = server
    path = page.path.format(**known)
    headers = dict(client.HEADERS)
    if page.state == pages.MEMBER:
        headers["Cookie"] = "=".join(known["cookie"])
    full = client.once(port, path, headers)
    if full.status != 200:
        raise Failure(f"{path} answered {full.status}.")
    if page.state == pages.UNCHANGED:
        headers["If-None-Match"] = full.headers["etag"]
    status = STATUS.get(page.state, 200)
    times = REQUESTS[page.state]
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=30)) as connection:
        client.repeat(connection, path, headers, status, UNCOUNTED)
        before = processor_ms(master), processor_ms(postmaster)
        client.repeat(connection, path, headers, status, times)
        after = processor_ms(master), processor_ms(postmaster)
    application, base = ((late - early) / times for early, late in zip(before, after, strict=True))
    speed = client.flood(port, path, headers, status)
    visit = client.first_visit(port, path, full) if page.html else (None, None)
    row = Row(
        page=page.name,
        path=path,
        state=page.state,
        requests=times,
        cpu_ms=round(application + base, 2),
        application_ms=round(application, 2),
        database_ms=round(base, 2),
        ratio_to_bare=round((application + base) / bare_ms, 1) if bare_ms else None,
        requests_per_second=round(speed.per_second, 1),
        p50_ms=round(speed.p50_ms, 1),
        p99_ms=round(speed.p99_ms, 1),
        sql_queries=_queries(page, surroundings, known, path),
        bytes_plain=len(client.plain(full)),
        bytes_gzipped=client.zipped(full),
        first_visit_bytes=visit[0],
        first_visit_requests=visit[1],
    )
    return _against_aims(row, page)


def measure_signing(page, surroundings, known, server, bare_ms) -> Row:
    """One form posted by somebody else each time, one after the other: nobody signs twice."""
    port, master, postmaster = server
    path = page.path.format(**known)
    durations = []
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=30)) as connection:
        before = (0.0, 0.0)
        for number, cookies in enumerate(known["signers"]):
            if number == UNCOUNTED:
                before = processor_ms(master), processor_ms(postmaster)
            began = time.perf_counter()
            answer = client.post(connection, path, cookies, pages.SIGNATURE)
            durations.append((time.perf_counter() - began) * 1000)
            if not answer.headers.get("location", "").startswith("/charte/signatures/"):
                raise Failure(f"{path} answered {answer.status} to a signature.")
        after = processor_ms(master), processor_ms(postmaster)
    counted = sorted(durations[UNCOUNTED:])
    application, base = ((late - early) / len(counted) for early, late in zip(before, after, strict=True))
    row = Row(
        page=page.name,
        path=path,
        state=page.state,
        requests=len(counted),
        cpu_ms=round(application + base, 2),
        application_ms=round(application, 2),
        database_ms=round(base, 2),
        ratio_to_bare=round((application + base) / bare_ms, 1) if bare_ms else None,
        requests_per_second=round(1000 * len(counted) / sum(counted), 1),
        p50_ms=round(counted[len(counted) // 2], 1),
        p99_ms=round(counted[len(counted) * 99 // 100], 1),
        sql_queries=None,
        bytes_plain=len(answer.body),
        bytes_gzipped=len(answer.body),
        first_visit_bytes=None,
        first_visit_requests=None,
    )
    return _against_aims(row, page)


def _against_aims(row: Row, page) -> Row:
    for name, aim in (
        ("cpu_ms", page.cpu_ms),
        ("sql_queries", page.queries),
        ("first_visit_bytes", page.first_visit_bytes),
        ("bytes_gzipped", page.gzipped_bytes),
    ):
        if aim is not None:
            row.targets[name] = aim
            if getattr(row, name) > aim:
                row.missed.append(f"{name} {getattr(row, name)}, aimed at {aim}")
    return row


def _queries(page, surroundings, known, path) -> int | None:
    if page.state in (pages.BARE, pages.UNCHANGED):
        return None
    cookie = known["cookie"] if page.state == pages.MEMBER else ()
    return inside(surroundings, "queries", path, *cookie)


COLUMNS = (
    ("page", "page", "<"),
    ("state", "state", "<"),
    ("cpu_ms", "CPU ms", ">"),
    ("application_ms", "app", ">"),
    ("database_ms", "db", ">"),
    ("ratio_to_bare", "× bare", ">"),
    ("requests_per_second", "req/s", ">"),
    ("p50_ms", "p50 ms", ">"),
    ("p99_ms", "p99 ms", ">"),
    ("sql_queries", "SQL", ">"),
    ("bytes_plain", "bytes", ">"),
    ("bytes_gzipped", "gzipped", ">"),
    ("first_visit_bytes", "1st visit", ">"),
)


def table(rows: list[Row]) -> str:
    """Each figure, and behind a slash the aim where there is one; ✗ where it is missed."""
    lines = [[title for _, title, _ in COLUMNS]]
    lines += [[_cell(row, name) for name, _, _ in COLUMNS] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:{align}{width}}" for cell, width, (_, _, align) in zip(line, widths, COLUMNS, strict=True)
        ).rstrip()
        for line in lines
    )


def _cell(row: Row, name: str) -> str:
    value = getattr(row, name)
    if value is None:
        return "–"
    text = str(value)
    if name in row.targets:
        text += f"/{row.targets[name]}" + ("✗" if value > row.targets[name] else "")
    return text


def machine(kind: str) -> dict:
    git = shutil.which("git")
    commit = ""
    if git:
        done = subprocess.run(
            [git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        commit = done.stdout.strip() if done.returncode == 0 else ""
    return {
        "measured_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "python": platform.python_version(),
        "database": kind,
        "cores": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "client": "wrk" if shutil.which("wrk") else "Python",
        "connections": client.CONNECTIONS,
        "web": "gunicorn, 2 processes of 4 threads",
    }


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
