"""Steps that say what they do while they do it, and how long it took."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


class Failure(SystemExit):
    """Stops the command with one clear sentence and exit code 1."""

    def __init__(self, message: str):
        print(f"\n{message}", file=sys.stderr, flush=True)
        super().__init__(1)


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP reached us, and nobody but us: Ctrl-C would have reached our children too."""


@contextmanager
def step(name: str, *, talks: bool = False) -> Iterator[None]:
    """Names the step as it begins and its duration when it ends; one that talks prints lines in between."""
    print(f"· {name}", end="\n" if talks else " ", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("✗", flush=True)
        raise
    print(f"{'  ' if talks else ''}({time.monotonic() - began:.1f} s)", flush=True)


def quietly(command: Sequence[object], **options) -> str:
    """Runs a command that should have nothing to say; gives its output, or stops with it on a failure."""
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        **options,
    )
    if done.returncode:
        raise Failure(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def end_on_termination() -> None:
    """SIGTERM and SIGHUP unwind the program as Ctrl-C does, so that whatever was started is stopped."""

    def leave(number, frame):
        signal.signal(number, signal.SIG_IGN)
        raise Terminated

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
