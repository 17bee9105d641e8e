"""Bytes that do not depend on who writes them: canonical JSON (RFC 8785), and their SHA-256."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785


def canonical(value: Any) -> str:
    """`value` as canonical JSON; texts stay as they are, so that they must be LF-normalised before."""
    return rfc8785.dumps(value).decode()


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(value: Any) -> str:
    return sha256(canonical(value))


def moment(at: datetime) -> str:
    """A moment as text, to the microsecond, in universal time: one moment is always the same text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
