"""The score that the MDN HTTP Observatory would give a page, as far as its answer alone tells.

The table is that of its published grader (github.com/mdn/mdn-http-observatory, src/grader/charts.js). Two
things it looks up elsewhere: whether the host is in the browsers' preload list (counted here as soon as the
header asks for it in the form that the list demands), and the certificate (taken as valid). Bonus points
count only on top of 90.
"""

import re
from http.cookies import SimpleCookie

BASE, BONUS_FROM = 100, 90
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "https://*"}
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR, A_YEAR = 15_768_000, 31_536_000


def points(response, redirection, scripts) -> dict[str, int]:
    """Points by test: `response` came over HTTPS, `redirection` over HTTP; `scripts` are their attributes."""
    return {
        "content-security-policy": _policy(response),
        "cookies": _cookies(response.cookies),
        "cross-origin-resource-sharing": _sharing(response),
        "redirection": _redirection(redirection),
        "referrer-policy": _referrer(response),
        "strict-transport-security": _transport(response),
        "subresource-integrity": _integrity(scripts),
        "x-content-type-options": 0 if response.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": _frames(response),
        "cross-origin-resource-policy": _resource_policy(response),
    }


def score(given: dict[str, int]) -> int:
    without_bonus = BASE + sum(value for value in given.values() if value < 0)
    bonus = sum(value for value in given.values() if value > 0)
    return without_bonus + bonus if without_bonus >= BONUS_FROM else without_bonus


def directives(response) -> dict[str, set[str]]:
    parts = (part.split() for part in response.get("Content-Security-Policy", "").split(";"))
    return {part[0]: set(part[1:]) for part in parts if part}


def _policy(response) -> int:
    policy = directives(response)
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    scripts, objects, styles = (
        policy.get(name, default) for name in ("script-src", "object-src", "style-src")
    )
    if scripts & (BROAD | {"'unsafe-inline'", "data:"}) or objects & BROAD:
        return -20
    sources = set().union(*policy.values())
    if any(source.startswith(("http:", "ftp:")) for source in sources):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | {"'unsafe-inline'", "data:"}):
        return 0
    return 10 if policy.get("default-src") == {"'none'"} else 5


def _cookies(cookies: SimpleCookie) -> int:
    given = 5 if cookies else 0
    for name, cookie in cookies.items():
        if not cookie["samesite"] and "csrf" in name.lower():
            given = min(given, -20)
        if cookie["samesite"] not in ("Lax", "Strict"):
            given = min(given, 0)
        if not cookie["secure"]:
            given = min(given, -10 if "sess" in name.lower() else -5)
        if "sess" in name.lower() and not cookie["httponly"]:
            given = min(given, -30)
    return given


def _sharing(response) -> int:
    everybody = response.get("Access-Control-Allow-Origin") == "*"
    return -50 if everybody and response.get("Access-Control-Allow-Credentials") == "true" else 0


def _redirection(redirection) -> int:
    if redirection.status_code not in (301, 302, 307, 308):
        return -20
    return 0 if redirection["Location"].startswith("https://") else -20


def _referrer(response) -> int:
    policy = response.get("Referrer-Policy", "")
    return 0 if not policy else 5 if policy in PRIVATE_REFERRERS else -5


def _transport(response) -> int:
    header = response.get("Strict-Transport-Security", "")
    age = int((re.search(r"max-age=(\d+)", header) or [0, "0"])[1])
    if age < HALF_A_YEAR:
        return -10 if age else -20
    return 5 if age >= A_YEAR and "includeSubDomains" in header and "preload" in header else 0


def _integrity(scripts: list[dict]) -> int:
    sources = [script for script in scripts if script.get("src")]
    if any(not script["src"].startswith("/") or script["src"].startswith("//") for script in sources):
        return -50
    return 5 if sources and all(script.get("integrity") for script in sources) else 0


def _frames(response) -> int:
    ancestors = directives(response).get("frame-ancestors", {"*"})
    if not ancestors & BROAD:
        return 5
    return 0 if response.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def _resource_policy(response) -> int:
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, None: 0}.get(
        response.get("Cross-Origin-Resource-Policy"), -5
    )
