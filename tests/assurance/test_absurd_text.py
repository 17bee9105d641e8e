"""Whatever is typed, pasted or forged, the portal answers in its right mind: never a 500."""

import os
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.roles import LOGGED_IN

from .database import undone
from .forms import Form, read
from .routes import ROUTES, Case
from .urlconf import walk
from .visits import cases, client_of, pages, path_of, readers

HOSTILE = {
    "long": "é" * 100_000,
    "nul": "a\x00b",
    "lone surrogate": "a\ud800b",
    "right to left": "\u202egnp.exe\u202c",
    "zero width": "\u200b\u200d\ufeff",
    "emoji": "👩🏽‍🚒" * 50,
    "combining": "e" + "\u0301" * 5_000,
    "control": "\x1b[31m\x07\x08\x7f",
    "line ends": "a\r\nBcc: x@example.org\r\n\r\nb",
    "line separator": "a\u2028b\u2029c",
    "sql": "' OR 1=1; --",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}%s%(a)s{0.__class__}",
    "traversal": "../../../../etc/passwd",
    "backslashes": "\\\\mechant.example\\a",
    "huge": "9" * 400,
    "past a bigint": str(2**63),
    "negative": "-1",
    "zero": "0",
    "other digits": "٣٤",
    "infinity": "1e999",
    "not a number": "NaN",
    "empty": "",
    "spaces": " \u00a0\t ",
    "none": "None",
    "json": '{"a": [1, {"b": null}]}' + "[" * 5_000,
    "date": "0000-00-00",
    "far date": "99999-12-31T25:61:61Z",
    "uuid": "00000000-0000-0000-0000-00000000000g",
}
ANYTHING = st.one_of(
    st.sampled_from(sorted(HOSTILE)).map(HOSTILE.__getitem__),
    st.text(st.characters(codec=None), max_size=300),
    st.integers(min_value=-(10**40), max_value=10**40).map(str),
    st.floats().map(str),
    st.datetimes().map(lambda moment: moment.isoformat()),
)
CONTENTS = {"empty": b"", "nul": b"\x00" * 5_000, "not text": bytes(range(256)) * 40, "deep": b"[" * 50_000}
# Kinds that are also sent twice under one name: what reads a value may read a list.
TWICE = {"nul", "sql"}
ANY_QUERY_NAME = {"page", "q", "next", "role", "commune", "format", "_"}
SOME = hypothesis_settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "60")),
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def encoded(pairs) -> bytes:
    """As a browser would send it, and as no browser would: lone surrogates become invalid UTF-8."""
    return urlencode(pairs, errors="surrogatepass").encode()


def raw(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")


def answer(world, role, path):
    """The response, whose writes are undone; an exception in the portal comes through."""
    with undone():
        return world.client(role).get(path)


# No server lets a longer request line through.
IN_ADDRESS = {kind: value[:4_000] for kind, value in HOSTILE.items()}
ADDRESSED = sorted({name for name, _ in cases()})


def test_in_the_path(world):
    for found in walk():
        if found.parameters:
            for value in IN_ADDRESS.values():
                path = found.path_with(**dict.fromkeys(found.parameters, raw(value)))
                for role in ("anonymous", "facilitator"):
                    assert answer(world, role, path).status_code < 500, found.route


@pytest.mark.parametrize("name", ADDRESSED)
def test_in_the_query(name, world):
    """In each parameter that links and forms use, alone and twice, and as the name of one."""
    faults = []
    for case, role in readable(name):
        client = client_of(world, case, role)
        path, _, query = path_of(world, name, case).partition("?")
        known = read(client.get(path).content.decode(errors="replace"))[1] | set(parse_qs(query))
        for kind, value in IN_ADDRESS.items():
            sent = [[(parameter, value) for parameter in ANY_QUERY_NAME - known], [(value, "1")]]
            for parameter in sorted(known):
                pairs = [(parameter, value), (parameter, "1"), (f"{parameter}[]", value)]
                sent += [pairs[:1], pairs] if kind in TWICE else [pairs[:1]]
            for pairs in sent:
                status = client.get(f"{path}?{encoded(pairs).decode()}").status_code
                if status >= 500:
                    faults.append(f"{path} {pairs[0][0][:40]}: {kind}: {status}")
    assert not faults, "\n".join(faults)


def readable(name):
    """The first case of a route that somebody may read, with its first reader: the code is the same."""
    for case in ROUTES[name].cases:
        if not case.settings and readers(name, case):
            return [(case, readers(name, case)[0])]
    return []


@dataclass(frozen=True)
class Found:
    """A form that a role can reach, where it goes, and the fields that no form before it had."""

    role: str
    target: str
    form: Form
    fields: set[str]
    cookies: tuple[tuple[str, str], ...]
    case: Case


def every_form(world):
    """Each POST form of each page, once for all the objects that one view serves: its code is the same."""
    tried: dict[str, set[str]] = {}
    for name, case, role, path in pages(world):
        if not ROUTES[name].is_page:
            continue
        client = client_of(world, case, role)
        with override_settings(**case.settings):
            html = client.get(path).content.decode()
        for form in read(html)[0]:
            target = urljoin(path, form.action)
            view = resolve(urlsplit(target).path).view_name
            fields = {*form.names, *form.files} - tried.get(view, set())
            if form.method == "post" and (fields or view not in tried):
                tried.setdefault(view, set()).update(fields)
                cookies = tuple((cookie, morsel.value) for cookie, morsel in client.cookies.items())
                yield Found(role, target, form, fields, cookies, case)


def submit(found: Found, pairs, files=()):
    client = Client()
    for name, value in found.cookies:
        client.cookies[name] = value
    with override_settings(**found.case.settings), undone():
        if files or found.form.is_multipart:
            data: dict = {}
            for name, value in pairs:
                data.setdefault(name, []).append(value.encode(errors="surrogatepass"))
            for name, file in files:
                data[name] = file
            body = encode_multipart(BOUNDARY, data)
            return client.generic("POST", found.target, body, MULTIPART_CONTENT)
        return client.post(found.target, encoded(pairs), content_type="application/x-www-form-urlencoded")


def with_value(form: Form, name: str, *values: str):
    """What the form would send, but for one field."""
    return [pair for pair in form.values if pair[0] != name] + [(name, value) for value in values]


def test_in_each_field_and_file_of_each_form(world):
    forms = list(every_form(world))
    # A robot that finds no form would find no fault.
    reached = {resolve(urlsplit(found.target).path).view_name for found in forms}
    assert {"account_login", "account_confirm_login_code", "cycle:contact", "workday:edit"} <= reached
    faults = []
    for found in forms:
        for what, pairs, files in absurd_posts(found.form, found.fields):
            status = submit(found, pairs, files).status_code
            if status >= 500:
                faults.append(f"{found.target} {what}: {status}")
    assert not faults, "\n".join(faults)


def absurd_posts(form: Form, fields: set[str]):
    """(what is absurd, pairs, files): each field missing, then with each kind of value; each file too."""
    for name in sorted(fields & {*form.names}):
        yield f"{name} missing", [pair for pair in form.values if pair[0] != name], []
        for kind, value in HOSTILE.items():
            yield f"{name} {kind}", with_value(form, name, value), []
            if kind in TWICE:
                yield f"{name} {kind} and another", with_value(form, name, value, "1"), []
    for name in sorted(fields & {*form.files}):
        for kind, content in CONTENTS.items():
            for file_name in ("a.json", "../../a.json", "a\u202enosj.exe", "é" * 300):
                file = SimpleUploadedFile(file_name, content)
                yield f"{name} {kind} {file_name[:20]}", form.values, [(name, file)]


@SOME
@given(data=st.data())
def test_in_all_fields_at_once(data, world_for_all):
    _, forms = world_for_all
    found = data.draw(st.sampled_from(forms))
    pairs = [
        (name, value)
        for name in found.form.names
        for value in data.draw(st.lists(ANYTHING, max_size=2), label=name)
    ]
    assert submit(found, pairs).status_code < 500, found.target


@SOME
@given(data=st.data())
def test_in_any_path(data, world_for_all):
    world, _ = world_for_all
    found = data.draw(st.sampled_from(walk()))
    values = {name: raw(data.draw(ANYTHING, label=name)) for name in found.parameters}
    query = encoded(data.draw(st.lists(st.tuples(ANYTHING, ANYTHING), max_size=3))).decode()
    role = data.draw(st.sampled_from(["anonymous", *LOGGED_IN]))
    assert answer(world, role, found.path_with(**values) + "?" + query).status_code < 500, found.route


@pytest.fixture
def world_for_all(world):
    return world, list(every_form(world))


def test_in_headers_and_cookies(world):
    """A header as a server hands it over: latin-1, no line end."""
    for kind, value in HOSTILE.items():
        text = value.encode(errors="surrogatepass").decode("latin-1").translate({10: None, 13: None})[:8_000]
        client = world.client("anonymous")
        headers = dict.fromkeys(
            [
                "Accept-Language",
                "If-None-Match",
                "HX-Request",
                "HX-Target",
                "Referer",
                "Origin",
                "Accept-Encoding",
            ],
            text,
        )
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"):
            client.cookies[name] = text
        assert client.get("/", headers=headers).status_code < 500, kind
