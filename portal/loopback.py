"""The demonstration, where anybody may enter under any role, stays on the machine that runs it."""

import ipaddress
from collections.abc import Iterable


def is_loopback(host: str) -> bool:
    """Whether this host name or address (IPv6 in brackets or not) can only mean this very machine."""
    name = host.strip().removeprefix("[").removesuffix("]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def beyond_loopback(hosts: Iterable[str]) -> list[str]:
    """Those of the hosts from which somebody else could come."""
    return [host for host in hosts if not is_loopback(host)]
