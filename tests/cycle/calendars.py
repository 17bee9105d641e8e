"""A second reading of calendar files, by the letter of RFC 5545 and without any library."""

import re

LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,])+)*):(.*)', re.DOTALL)


def lines(data: bytes) -> list[tuple[str, str, str]]:
    """Name, parameters and value of each content line; AssertionError where the bytes break the RFC.

    Section 3.1: lines end in CRLF, none is longer than 75 octets, a line that begins with a space continues
    the one before, and no other control character but a tab stands anywhere.
    """
    assert data.endswith(b"\r\n")
    physical = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in physical)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    found = []
    for line in data.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]:
        match = LINE.fullmatch(line)
        assert match, line
        found.append((match[1], (match[2] or "").removeprefix(";"), match[3]))
    return found


def events(data: bytes) -> list[dict[str, tuple[str, str]]]:
    """The properties of each VEVENT, none given twice."""
    found, current = [], None
    for name, parameters, value in lines(data):
        if (name, value) == ("BEGIN", "VEVENT"):
            current = {}
        elif (name, value) == ("END", "VEVENT"):
            found.append(current)
            current = None
        elif current is not None:
            assert name not in current, name
            current[name] = (parameters, value)
    return found


def unescaped(value: str) -> str:
    """Section 3.3.11: what TEXT stands for."""
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), value)
