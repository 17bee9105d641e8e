"""What the commands that load a file somebody wrote have in common: reading it, saying what is wrong."""

from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

from .parsing import decoded
from .problems import Refused


@contextmanager
def refusals_of(file: Path):
    """Turns a refusal of this file's content into the command's error, every problem on a line."""
    try:
        yield
    except Refused as refused:
        count = len(refused.problems)
        raise CommandError(
            f"{file} : fichier refusé, rien n’est chargé ({count} erreur{'s' if count > 1 else ''}).\n"
            + "\n".join(f"  {problem}" for problem in refused.problems)
        ) from None


def read_text(file: Path) -> str:
    """The text of a file; CommandError when it cannot be one that a person wrote."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} : ce fichier ne se lit pas ({error.strerror}).") from None
    try:
        return decoded(data)
    except Refused as refused:
        raise CommandError(f"{file} : {refused}") from None
