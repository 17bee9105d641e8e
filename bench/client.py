"""Asking: one request, a fixed number of requests, and as many as the server can answer."""

import gzip
import http.client
import re
import shutil
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from scripts.steps import Failure

from .server import HOST

# What a browser says, and what the proxy in front of production adds.
HEADERS = {"Accept-Encoding": "gzip", "X-Forwarded-Proto": "https"}
CONNECTIONS = 8
SECONDS = 2


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str], body: str | None = None
) -> Answer:
    """One request on a connection that stays open; again once if the server had just closed it."""
    for last in (False, True):
        try:
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            connection.close()
            if last:
                raise
        else:
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, content)
    raise AssertionError  # the loop returns or raises


def post(connection, path: str, cookies: dict[str, str], fields: dict[str, str]) -> Answer:
    """Posts a form as the browser that holds these cookies does; `csrf` among them is its token."""
    headers = {
        **HEADERS,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if name != "csrf"),
        "Content-Type": "application/x-www-form-urlencoded",
        # What browsers add, and Django asks for behind https.
        "Origin": f"https://{connection.host}:{connection.port}",
    }
    return ask(connection, path, headers, urlencode({"csrfmiddlewaretoken": cookies["csrf"], **fields}))


def once(port: int, path: str, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        return ask(connection, path, headers)
    finally:
        connection.close()


def repeat(connection, path: str, headers: dict[str, str], status: int, times: int) -> None:
    """Asks exactly so many times, one after the other; fails on any other status than this one."""
    for _ in range(times):
        answer = ask(connection, path, headers)
        if answer.status != status:
            raise Failure(f"{path} answered {answer.status}, not {status}.")


@dataclass(frozen=True)
class Throughput:
    per_second: float
    p50_ms: float
    p99_ms: float


def flood(port: int, path: str, headers: dict[str, str], status: int) -> Throughput:
    """What a few busy connections get, for a few seconds: by wrk where there is one, else by this program."""
    if wrk := shutil.which("wrk"):
        return _wrk(wrk, port, path, headers)
    deadline = time.monotonic() + SECONDS
    durations: list[float] = []
    errors: list[BaseException] = []

    def work():
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            while time.monotonic() < deadline:
                began = time.perf_counter()
                answer = ask(connection, path, headers)
                durations.append(time.perf_counter() - began)
                if answer.status != status:
                    raise Failure(f"{path} answered {answer.status} under load, not {status}.")
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    cuts = statistics.quantiles(durations, n=100)
    return Throughput(len(durations) / (time.monotonic() - began), cuts[49] * 1000, cuts[98] * 1000)


UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def _wrk(wrk: str, port: int, path: str, headers: dict[str, str]) -> Throughput:
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    for name, value in headers.items():
        options += ["-H", f"{name}: {value}"]
    done = subprocess.run(
        [wrk, *options, f"http://{HOST}:{port}{path}"], capture_output=True, text=True, check=True
    )
    if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout):
        raise Failure(f"{path}: {wrong[1]} answers under load were errors.")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    parts = dict(re.findall(r"^\s+(50|99)%\s+([\d.]+(?:us|ms|s|m))\s*$", done.stdout, re.MULTILINE))
    if rate is None or len(parts) != 2:
        raise Failure(f"wrk said something unexpected:\n{done.stdout}{done.stderr}")
    return Throughput(float(rate[1]), _ms(parts["50"]), _ms(parts["99"]))


def _ms(text: str) -> float:
    unit = text.lstrip("0123456789.")
    return float(text.removesuffix(unit)) * UNITS[unit]


def zipped(answer: Answer) -> int:
    """Bytes of the body as a browser that accepts gzip receives them."""
    return len(answer.body)


def plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


class _Assets(HTMLParser):
    """The addresses that a browser fetches by itself when it shows a page."""

    def __init__(self):
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        relations = set((values.get("rel") or "").split())
        if tag == "link" and relations & {"stylesheet", "icon", "manifest", "preload", "modulepreload"}:
            self.found.add(values.get("href") or "")
        elif tag in {"script", "img", "source", "iframe"} and values.get("src"):
            self.found.add(values["src"])


def first_visit(port: int, path: str, page: Answer) -> tuple[int, int]:
    """Bytes and requests for a page, its styles, scripts and images, and what the styles call for."""
    parser = _Assets()
    parser.feed(plain(page).decode())
    waiting = [urljoin(path, address) for address in sorted(parser.found) if not address.startswith("data:")]
    seen: set[str] = set()
    total = zipped(page)
    while waiting:
        address = urlsplit(waiting.pop())
        if address.netloc:
            raise Failure(f"{path} sends the browser to another host: {address.netloc}")
        if not address.path or address.path in seen:
            continue
        seen.add(address.path)
        asset = once(port, address.path, HEADERS)
        if asset.status != http.HTTPStatus.OK:
            raise Failure(f"{path} needs {address.path}, which answers {asset.status}.")
        total += zipped(asset)
        if asset.headers.get("content-type", "").startswith("text/css"):
            calls = re.findall(r"""url\(["']?([^"')]+)""", plain(asset).decode())
            waiting += [urljoin(address.path, call) for call in calls if not call.startswith(("data:", "#"))]
    return total, 1 + len(seen)
