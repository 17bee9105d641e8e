"""A private PostgreSQL for the length of a `with` block: own data, own socket, no network, nothing left."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .steps import Failure, quietly

SUPERUSER = "postgres"
# It only ever holds data that can be made again, so nothing waits for the disk.
OPTIONS = (
    "listen_addresses=''",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "timezone=UTC",
)


def binaries() -> Path | None:
    """Where PostgreSQL's server programs are: on the PATH, else the newest where systems keep them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    places += Path("/opt/homebrew/opt").glob("postgresql@*/bin")
    usable = [place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()]
    return max(usable, key=_major, default=None)


def _major(place: Path) -> int:
    digits = "".join(character for character in place.parent.name if character.isdigit())
    return int(digits or 0)


@contextlib.contextmanager
def cluster(where: Path) -> Iterator[str]:
    """Starts a cluster with the programs in `where`, gives its address, removes it however the block ends."""
    # Short, because the path of a Unix socket may not exceed about a hundred characters.
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        as_owner = _owner(directory)
        data = directory / "data"
        create = [*as_owner, where / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust"]
        quietly([*create, "--locale=C.UTF-8", "-E", "UTF8", "--no-sync"], cwd=directory)
        options = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={directory}"))
        control = [*as_owner, where / "pg_ctl", "-D", data, "-w"]
        log = directory / "log"
        try:
            try:
                quietly([*control, "-t", "60", "-l", log, "-o", options, "start"], cwd=directory)
            except Failure:
                with contextlib.suppress(OSError):
                    print(log.read_text())
                raise
            yield f"postgresql://{SUPERUSER}@/postgres?host={directory}"
        finally:
            subprocess.run(
                [str(part) for part in (*control, "-m", "immediate", "stop")],
                cwd=directory,
                check=False,
                capture_output=True,
            )
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _owner(directory: Path) -> list[str]:
    """What to put before a command: PostgreSQL refuses to run as root, so root hands it to its own user."""
    if os.geteuid() != 0:
        return []
    try:
        shutil.chown(directory, SUPERUSER, SUPERUSER)
    except LookupError:
        raise Failure("There is no user “postgres” to run PostgreSQL as; root may not.") from None
    return ["runuser", "-u", SUPERUSER, "--"]
