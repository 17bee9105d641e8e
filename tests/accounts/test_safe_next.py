"""Whatever `next` says, nobody is sent to another site."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.safe_next import is_safe, safe_next

from .entrance import LANDING, LOGIN, LOGIN_CODE, ask_to_log_in, last_code, log_in

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/a",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "https://evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "HTTPS://testserver@evil.example/",
    "https://testserver/",
    "https://127.0.0.1/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/cycles/\r\nSet-Cookie: a=b",
    "/cycles/\r\nLocation: https://evil.example",
    "/cycles/\u2028",
    "cycles/",
    "@evil.example",
    "",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_elsewhere_is_refused(url):
    assert not is_safe(url)
    assert safe_next(url) == "/"


@pytest.mark.parametrize("url", ["/", "/cycles/essonne-2021/", "/journees/3/?a=b#c", "/é"])
def test_a_path_of_this_site_is_kept(url):
    assert safe_next(url) == url


@given(st.text(alphabet=st.sampled_from("/\\:.@?#%\t\r\n ehvil"), max_size=12))
def test_what_is_kept_never_names_a_host(url):
    kept = safe_next(url)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert urlsplit(kept).netloc == ""


@pytest.mark.parametrize("url", ELSEWHERE)
def test_logging_in_stays_here(client, known, url):
    assert ask_to_log_in(client, known.email, next=url)["Location"].startswith(LOGIN_CODE)
    response = client.post(LOGIN_CODE, {"code": last_code(known.email), "next": url})
    assert response["Location"] == LANDING
    assert client.get(LOGIN, {"next": url})["Location"] == LANDING


@pytest.mark.parametrize("url", ELSEWHERE)
def test_logging_out_stays_here(client, known, url):
    client.force_login(known)
    assert client.post("/compte/deconnexion/", {"next": url})["Location"] == "/"


def test_logging_in_goes_where_one_was_going(client, known):
    first = ask_to_log_in(client, known.email, next="/compte/")
    assert first["Location"] == f"{LOGIN_CODE}?next=%2Fcompte%2F"
    page = client.get(first["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/compte/">' in page
    assert (
        client.post(LOGIN_CODE, {"code": last_code(known.email), "next": "/compte/"})["Location"]
        == "/compte/"
    )


def test_logging_in_goes_to_ones_next_action_otherwise(client, known):
    assert log_in(client, known.email)["Location"] == LANDING
