"""`make test`: the suite on SQLite, again on PostgreSQL, then in a browser; says what ran and what could not.

REQUIRE_ALL=1 makes a part that could not run a failure. Arguments go to pytest.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from . import cluster, environment
from .steps import ROOT, VAR, Terminated, end_on_termination, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOTHING_COLLECTED = 5


@dataclass
class Part:
    """One run of pytest, or the reason why there was none."""

    name: str
    missing: str = ""
    code: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    def succeeded(self, *, everything: bool, selected: bool) -> bool:
        """Whether the part counts as a success; with `everything`, one that could not run does not.

        With `selected` (arguments chose the tests), it may be that none of them is in this part.
        """
        if self.missing:
            return not everything
        if selected and self.code == NOTHING_COLLECTED:
            return True
        return self.code == 0 and self.passed > 0

    def __str__(self) -> str:
        if self.missing:
            return f"{self.name:<11} not run: {self.missing}"
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.name:<11} {self.passed} passed, {self.failed} failed{skipped} in {self.seconds:.0f} s"


def main(arguments: list[str]) -> int:
    end_on_termination()
    began = time.monotonic()
    environment.ready(environment.DEVELOPMENT)
    VAR.mkdir(exist_ok=True)
    everything = os.environ.get("REQUIRE_ALL") == "1"
    with _postgresql() as (address, missing), contextlib.ExitStack() as running:
        server = {"TEST_DATABASE_URL": address} if address else {}
        on_sqlite = Run("SQLite", "not browser", arguments, {})
        on_postgresql = Run("PostgreSQL", "not browser and not once", arguments, server)
        browser = _browser()
        in_browser = Run(
            "Chromium",
            "browser",
            arguments,
            {**server, "CHROMIUM": browser or "", "PORTAL_TEST_DB": "browser"},
        )
        # Two at once on two processors, unless somebody chose tests and wants to watch them.
        at_once = bool(address) and not arguments and (os.cpu_count() or 1) > 1
        if at_once:
            print("(Two parts run at the same time; the lines of one come after the other's.)", flush=True)
            on_postgresql.start(running, VAR / "test-postgresql.log")
        parts = [on_sqlite.part(running)]
        if at_once and browser:
            in_browser.start(running, VAR / "test-chromium.log")
        parts += [
            on_postgresql.part(running, missing),
            in_browser.part(running, "" if browser else "no Chromium found; name one in CHROMIUM"),
        ]
    print(f"\n{'=' * 30} the three parts {'=' * 30}")
    for part in parts:
        print(part)
    print(f"In all: {time.monotonic() - began:.0f} s")
    skipped = sum(part.skipped for part in parts)
    print(
        f"{sum(part.passed for part in parts)} passed, {sum(part.failed for part in parts)} failed"
        + (f", {skipped} skipped" if skipped else ""),
        flush=True,
    )
    succeeded = [part.succeeded(everything=everything, selected=bool(arguments)) for part in parts]
    return 0 if all(succeeded) and any(part.passed for part in parts) else 1


@contextlib.contextmanager
def _postgresql() -> Iterator[tuple[str, str]]:
    """An address, or the reason why there is none."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield address, ""
    elif programs := cluster.binaries():
        with contextlib.ExitStack() as stack:
            with step("Starting a PostgreSQL for the tests"):
                address = stack.enter_context(cluster.cluster(programs))
            yield address, ""
    else:
        yield "", "no PostgreSQL server programs found, and TEST_DATABASE_URL is not set"


def _browser() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).exists() else shutil.which(named)
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


class Run:
    """One run of pytest over the tests so marked, in an environment that names no other database."""

    def __init__(self, name: str, marked: str, arguments: list[str], surroundings: dict[str, str]):
        self.name = name
        self.report = VAR / f"test-{name.lower()}.xml"
        options = ["-m", marked, "--durations=10", f"--junitxml={self.report}", "-o", "junit_family=xunit2"]
        self.command = [environment.PYTHON, "-m", "pytest", *options, *arguments]
        inherited = os.environ.items()
        self.surroundings = {
            **{key: value for key, value in inherited if key not in {"TEST_DATABASE_URL", "DATABASE_URL"}},
            **surroundings,
        }
        self.process: subprocess.Popen | None = None
        self.log: Path | None = None

    def start(self, running: contextlib.ExitStack, log: Path | None = None) -> subprocess.Popen:
        """Starts it, if it is not under way; `running` ends it should everything end early."""
        if self.process is None:
            self.report.unlink(missing_ok=True)
            self.log = log
            self.began = time.monotonic()
            with contextlib.ExitStack() as files:
                output = files.enter_context(log.open("wb")) if log else None
                self.process = subprocess.Popen(
                    self.command, cwd=ROOT, env=self.surroundings, stdout=output, stderr=output
                )
            running.push(self._end)
        return self.process

    def part(self, running: contextlib.ExitStack, missing: str = "") -> Part:
        """What came out of it, once it has ended; or why it cannot be."""
        if missing:
            return Part(self.name, missing)
        print(f"\n{'=' * 30} {self.name} {'=' * 30}", flush=True)
        code = self.start(running).wait()
        if self.log:
            sys.stdout.write(self.log.read_text(errors="replace"))
        passed, failed, skipped = _counts(self.report)
        return Part(self.name, "", code, passed, failed, skipped, time.monotonic() - self.began)

    def _end(self, kind, interruption, traceback) -> None:
        """Lets pytest take down what it set up: Ctrl-C reached it as well, SIGTERM only us."""
        if self.process is None or self.process.poll() is not None:
            return
        if not isinstance(interruption, KeyboardInterrupt) or isinstance(interruption, Terminated):
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed (errors included) and skipped, as pytest's own report tells."""
    if not report.exists():
        return 0, 0, 0
    suite = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - pytest wrote it just now
    if suite is None:
        return 0, 0, 0
    tests, failures, errors, skipped = (
        int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return max(0, tests - failed - skipped), failed, skipped


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
