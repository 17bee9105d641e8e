"""What each room holds about one person: to show, to hand over, to erase.

A room registers its part in `AppConfig.ready()`; the account's pages ask all of them.
"""

from typing import Any, Protocol

from .models import Identity, User


class Part(Protocol):
    """One room's share. `key` names it in the file that is handed over, `name` on the page (French)."""

    key: str
    name: str

    def collect(self, user: User) -> Any:
        """Everything held about this person, as JSON can say it; empty when there is nothing."""

    def erase(self, user: User) -> None:
        """Erase what names this person, keep what counts; in the transaction that deletes the account."""


_parts: dict[str, Part] = {}


def register(part: Part) -> Part:
    """Add a room's part; registering the same key again replaces it."""
    _parts[part.key] = part
    return part


def parts() -> list[Part]:
    """Every part, in the order in which the rooms registered."""
    return list(_parts.values())


def collect(user: User) -> dict[str, Any]:
    """All that the portal holds about this person, by key of the part; empty parts are left out."""
    return {part.key: held for part in parts() if (held := part.collect(user))}


class AccountPart:
    """The account itself, and the name that its append-only rows show."""

    key = "account"
    name = "Votre compte"

    def collect(self, user):
        identity = Identity.objects.filter(user=user).first()
        return {
            "email": user.email,
            "date_joined": user.date_joined.isoformat(),
            "name": identity.name if identity else "",
        }

    def erase(self, user):
        for identity in Identity.objects.filter(user=user):
            identity.erase()
