"""Where to go next, when the address of that place came with the request."""

import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme


def is_safe(url: str | None) -> bool:
    """Whether `url` is a path of this site: no host, no scheme, no invisible character, no backslash."""
    return bool(
        url
        and url.startswith("/")
        and not url.startswith("//")
        and "\\" not in url
        and not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in url)
        and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )


def safe_next(url: str | None, default: str = "/") -> str:
    """`url` when it is a path of this site, else `default`."""
    return url if url and is_safe(url) else default
