"""What each room holds about one person: to show, to hand over, to erase.

A room registers its part in `AppConfig.ready()`; the account's pages ask all of them.
"""

import datetime
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils import timezone

from support.french import french_date

from .models import User


class HeldBackError(ValidationError):
    """Something must be done before the account may go; the message (French) says what."""


@dataclass(frozen=True)
class Link:
    """Where something is corrected or given up; `about` says of what, to whom hears the link alone."""

    words: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing that is held, in French; `seen_by` where others see it than see the rest of the part."""

    label: str
    value: str
    seen_by: str = ""


@dataclass(frozen=True)
class Entry:
    """Facts that belong together; the links and the note (French) say how they are corrected."""

    title: str = ""
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()
    note: str = ""


class Part(Protocol):
    """One room's share. `key` names it in the file that is handed over, `name` on the page (French).

    On the page a part may say more: `seen_by`, a French sentence, and `entries(user)`, a list of `Entry`.
    """

    key: str
    name: str

    def collect(self, user: User) -> Any:
        """Everything held about this person, as JSON can say it; empty when there is nothing."""

    def erase(self, user: User) -> None:
        """Erase what names this person, keep what counts; in the transaction that erases the account.

        Raises HeldBackError when the person has to do something first: nothing at all is then erased.
        """


_parts: dict[str, Part] = {}


def register(part: Part) -> Part:
    """Add a room's part; registering the same key again replaces it."""
    _parts[part.key] = part
    return part


def parts() -> list[Part]:
    """Every part, in the order in which the rooms registered: from the highest to the lowest."""
    return list(_parts.values())


def collect(user: User) -> dict[str, Any]:
    """All that the portal holds about this person, by key of the part; empty parts are left out."""
    return {part.key: held for part in parts() if (held := part.collect(user))}


def sections(user: User) -> list[dict[str, Any]]:
    """What the page shows of each part that holds something, the account first."""
    return [
        {"key": part.key, "name": part.name, "seen_by": getattr(part, "seen_by", ""), "entries": entries}
        for part in reversed(parts())
        if (entries := _entries(part, user))
    ]


def day(moment: datetime.datetime) -> str:
    """The day, in Paris, as a page says it."""
    return french_date(timezone.localtime(moment))


def _entries(part, user) -> list[Entry]:
    if hasattr(part, "entries"):
        return part.entries(user)
    return [Entry(facts=(Fact("Détail", "dans le fichier de vos données"),))] if part.collect(user) else []
