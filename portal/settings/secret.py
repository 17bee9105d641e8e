"""A secret key for one machine: made once, kept in `var/`, readable by its owner only."""

import os
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def local_secret_key(directory: Path) -> str:
    """The key kept in `directory`, made on first use; two processes starting at once agree on one."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "secret-key"
    if not path.exists():
        draft = directory / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
