"""The measuring measures: a number that nobody checks is worse than none."""

import contextlib
import gzip
import http.client
import http.server
import subprocess
import sys
import threading
from dataclasses import fields

import pytest
from django.urls import resolve

from bench import __main__ as bench
from bench import client, pages, server
from scripts.steps import Failure

pytestmark = pytest.mark.once
BURN = "import time\nwhile time.process_time() < 0.5: pass\n"


def test_processor_time_counts_a_child_that_still_runs():
    child = subprocess.Popen(
        [sys.executable, "-c", f"{BURN}print('done', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    child.stdout.readline()
    assert 400 <= server.processor_ms(child.pid) <= 1500
    child.communicate(b"\n")


def test_processor_time_counts_children_that_have_ended():
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}]);"
            "print('done', flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    parent.stdout.readline()
    assert server.processor_ms(parent.pid) >= 400
    parent.communicate(b"\n")


ANSWERS = {
    "/": ("text/html", '<link rel="stylesheet" href="/a.css"><img src="b.svg"><a href="/c">c</a>'),
    "/a.css": ("text/css", "body { background: url(d.png) } i { mask: url(data:image/png,x) }"),
    "/b.svg": ("image/svg+xml", "<svg/>"),
    "/d.png": ("image/png", "d" * 100),
    "/elsewhere/": ("text/html", '<script src="https://cdn.example.org/x.js"></script>'),
}


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, text = ANSWERS.get(self.path, ("text/plain", ""))
        body = gzip.compress(text.encode(), mtime=0) if kind == "text/html" else text.encode()
        self.send_response(200 if self.path in ANSWERS else 404)
        self.send_header("Content-Type", kind)
        if kind == "text/html":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """wrk leaves without a word when its time is over."""


@pytest.fixture(scope="module")
def port():
    with Quiet(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_port
        site.shutdown()


def test_a_first_visit_adds_what_the_page_and_its_styles_call_for(port):
    page = client.once(port, "/", {})
    expected = len(page.body) + sum(len(ANSWERS[path][1]) for path in ("/a.css", "/b.svg", "/d.png"))
    assert client.first_visit(port, "/", page) == (expected, 4)
    assert client.plain(page).decode() == ANSWERS["/"][1]


def test_a_page_that_calls_another_host_is_an_error(port, capsys):
    with pytest.raises(Failure):
        client.first_visit(port, "/elsewhere/", client.once(port, "/elsewhere/", {}))
    assert "cdn.example.org" in capsys.readouterr().err


def test_an_answer_that_is_not_the_expected_one_is_an_error(port):
    with contextlib.closing(http.client.HTTPConnection(server.HOST, port)) as connection:
        client.repeat(connection, "/", {}, 200, 3)
        with pytest.raises(Failure):
            client.repeat(connection, "/nothing", {}, 200, 1)


@pytest.mark.parametrize("wrk", [True, False])
def test_a_flood_gives_a_rate_and_two_latencies(port, monkeypatch, wrk):
    if not wrk:
        monkeypatch.setattr(client.shutil, "which", lambda name: None)
    monkeypatch.setattr(client, "SECONDS", 1)
    speed = client.flood(port, "/", {}, 200)
    assert speed.per_second > 1
    assert 0 < speed.p50_ms <= speed.p99_ms


def test_the_words_of_wrk_are_read_in_milliseconds():
    assert [client._ms(text) for text in ("250us", "1.5ms", "2s", "1.00m")] == [0.25, 1.5, 2000, 60_000]


def row(**changed):
    values = {field.name: 1 for field in fields(bench.Row)}
    return bench.Row(**{**values, "page": "cycle", "targets": {"cpu_ms": 2}, "missed": [], **changed})


def test_the_table_shows_the_aim_and_does_not_hide_a_miss():
    assert "1/2 " in bench.table([row()])
    assert "✗" not in bench.table([row()])
    assert "3/2✗" in bench.table([row(cpu_ms=3)])
    assert "–" in bench.table([row(first_visit_bytes=None)])


@pytest.mark.parametrize("page", [page for page in pages.PAGES if page.state != pages.BARE], ids=str)
def test_every_measured_page_exists(page):
    assert resolve(page.path.partition("?")[0].format(workday=1, version=1))
