"""What anybody may read without logging in: the right page, fresh, from memory, kept only by who may."""

import gzip
import random
import threading
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from support.public_pages import PublicPagesMiddleware, memory, release, touching
from support.public_pages.models import PublicScope
from tests.factories.accounts import user

from . import public_urls
from .public_urls import BUILDS, CONTENT, DURING
from .shared_cache import SharedCache

pytestmark = [pytest.mark.urls("tests.support.public_urls"), pytest.mark.django_db]

AGENDA = {"HX-Request": "true", "HX-Target": "agenda"}


@pytest.fixture(autouse=True)
def _fresh_content():
    public_urls.reset()


def change(text):
    with touching("text"):
        CONTENT["text"] = text


def test_a_page_is_built_once_and_then_served_from_memory(client):
    first, second = client.get("/page/"), client.get("/page/")
    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    assert BUILDS["page"] == 1


def test_a_page_from_memory_costs_one_query(client, django_assert_num_queries):
    client.get("/page/")
    with django_assert_num_queries(1):
        client.get("/page/")


def test_anybody_may_keep_it_and_must_ask_again(client):
    response = client.get("/page/")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {name.strip() for name in response["Vary"].split(",")} == {
        "Cookie",
        "Accept-Encoding",
        "HX-Request",
        "HX-Target",
    }
    assert not response.cookies


def test_who_has_it_already_is_told_so_without_building_it(client):
    etag = client.get("/page/")["ETag"]
    elsewhere = Client()
    response = elsewhere.get("/page/", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag
    assert BUILDS["page"] == 1


def test_a_tag_weakened_by_a_proxy_still_counts(client):
    etag = client.get("/page/")["ETag"]
    assert client.get("/page/", headers={"If-None-Match": f'"x", W/{etag}'}).status_code == 304


def test_a_star_is_no_proof_of_having_the_page(client):
    assert client.get("/page/", headers={"If-None-Match": "*"}).status_code == 200
    assert client.get("/rien/", headers={"If-None-Match": "*"}).status_code == 404


def test_a_change_shows_at_the_next_request(client):
    etag = client.get("/page/")["ETag"]
    change("second texte")
    response = client.get("/page/", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert "second texte" in response.text


def test_a_change_elsewhere_renews_nothing(client):
    etag = client.get("/page/")["ETag"]
    with touching("autre"):
        pass
    assert client.get("/page/", headers={"If-None-Match": etag}).status_code == 304


def test_a_change_that_fails_renews_nothing(client):
    etag = client.get("/page/")["ETag"]
    with pytest.raises(ZeroDivisionError), touching("text"):
        _ = 1 / 0
    assert client.get("/page/", headers={"If-None-Match": etag}).status_code == 304


def test_a_page_built_during_a_change_is_not_served_after_it(client):
    """The old content, read just before somebody changes it, must not pass for the new version."""
    DURING.append(lambda: (DURING.clear(), change("second texte")))
    assert "premier texte" in client.get("/page/").text
    assert "second texte" in client.get("/page/").text


def test_a_new_day_in_paris_is_a_new_page(client, monkeypatch):
    def at(*moment):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))
        return client.get("/page/")["ETag"]

    morning, last_minute, after_midnight = (
        at(2026, 6, 30, 22, 1),
        at(2026, 7, 1, 21, 59),
        at(2026, 7, 1, 22, 1),
    )
    assert morning == last_minute != after_midnight


def test_a_new_release_is_a_new_page(client, monkeypatch):
    etag = client.get("/page/")["ETag"]
    monkeypatch.setattr("support.public_pages.middleware.release", lambda: "another")
    assert Client().get("/page/", headers={"If-None-Match": etag}).status_code == 200


# Encodings


def test_gzip_and_plain_hold_the_same_page_under_different_tags(client):
    zipped = client.get("/page/", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    plain = client.get("/page/")
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    assert int(zipped["Content-Length"]) == len(zipped.content) < len(plain.content)
    assert "Content-Encoding" not in plain
    assert BUILDS["page"] == 1


@pytest.mark.parametrize("refusal", ["", "identity", "br", "gzip;q=0", "gzip;q=x", "*;q=0", "br, *;q=0.0"])
def test_who_does_not_read_gzip_gets_none(client, refusal):
    assert "Content-Encoding" not in client.get("/page/", headers={"Accept-Encoding": refusal})


@pytest.mark.parametrize("wish", ["gzip", "GZIP", "*", "deflate,gzip;q=1.0", "identity;q=0.5, gzip ; q=0.3"])
def test_who_reads_gzip_gets_it(client, wish):
    assert client.get("/page/", headers={"Accept-Encoding": wish})["Content-Encoding"] == "gzip"


def test_a_tag_of_one_encoding_is_worth_nothing_for_the_other(client):
    zipped = client.get("/page/", headers={"Accept-Encoding": "gzip"})["ETag"]
    assert client.get("/page/", headers={"If-None-Match": zipped}).status_code == 200


# Methods


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_says_what_get_would(client, encoding):
    headers = {"Accept-Encoding": encoding}
    head, get = client.head("/page/", headers=headers), client.get("/page/", headers=headers)
    assert head.content == b""
    for name in ("Content-Length", "ETag", "Content-Type", "Cache-Control", "Vary"):
        assert head[name] == get[name]
    assert BUILDS["page"] == 1


def test_a_post_is_never_served_from_memory(client):
    client.get("/page/")
    response = client.post("/page/")
    assert response["Cache-Control"] == "private, no-store"
    assert BUILDS["page"] == 2


# What the view sees is what the key holds


def test_known_parameters_make_different_pages(client):
    pages = {client.get(f"/page/?theme={theme}").content for theme in ("1", "2", "1")}
    assert len(pages) == 2
    assert BUILDS["page"] == 2


def test_unknown_parameters_change_nothing(client):
    plain = client.get("/page/?theme=1")
    other = client.get("/page/?utm=<b>&theme=1&x=%00")
    assert other.content == plain.content if other.status_code == 200 else other.status_code == 400
    decorated = client.get("/page/?utm=%3Cb%3E&theme=1")
    assert decorated.content == plain.content
    assert decorated["ETag"] == plain["ETag"]
    assert BUILDS["page"] == 1


def test_unknown_parameters_are_not_seen_by_members_either(client):
    client.force_login(user())
    assert "query=theme=1 " in client.get("/page/?utm=x&theme=1").text


def test_a_known_htmx_target_gets_its_fragment_and_nothing_else_does(client):
    assert "fragment=agenda" in client.get("/page/", headers=AGENDA).text
    assert "fragment= " in client.get("/page/").text
    back_button = client.get("/page/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    unknown = client.get("/page/", headers={"HX-Request": "true", "HX-Target": "evil"})
    target_alone = client.get("/page/", headers={"HX-Target": "agenda"})
    plain = client.get("/page/")
    assert back_button.content == unknown.content == target_alone.content == plain.content
    assert BUILDS["page"] == 2


def test_cookies_of_others_do_not_reach_a_public_page(client):
    client.cookies["theme"] = "sombre"
    assert "cookies=[]" in client.get("/page/").text


def test_two_addresses_of_the_portal_do_not_share_pages(client):
    here, there = client.get("/page/"), client.get("/page/", headers={"Host": "localhost"})
    assert here["ETag"] != there["ETag"]
    assert here["ETag"] != client.get("/page/", secure=True)["ETag"]


def test_a_foreign_host_is_refused_even_when_the_page_is_in_memory(client):
    client.get("/page/")
    assert client.get("/page/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/page/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 200


# Never kept


@pytest.mark.parametrize("path", ["jeton", "cookie", "flux", "rien", "jamais", "langue"])
def test_what_may_not_be_shared_is_built_each_time_and_kept_by_nobody(client, path):
    for _ in range(2):
        response = client.get(f"/{path}/")
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response
    assert sum(BUILDS.values()) == 2


def test_a_token_is_noticed_even_when_its_cookie_was_there_before(client):
    client.get("/jeton/")
    assert client.cookies["csrftoken"].value
    assert client.get("/jeton/")["Cache-Control"] == "private, no-store"


def test_private_pages_are_kept_by_nobody(client):
    assert client.get("/privee/")["Cache-Control"] == "private, no-store"
    client.force_login(user())
    response = client.get("/privee/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_an_unknown_address_is_kept_by_nobody(client):
    assert client.get("/nulle-part/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("header", ["Cookie", "Authorization"])
def test_who_says_who_they_are_never_meets_the_memory(client, header):
    etag = client.get("/page/")["ETag"]
    value = "sessionid=inconnue" if header == "Cookie" else "Basic eDp5"
    response = client.get("/page/", headers={header: value, "If-None-Match": etag})
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    assert BUILDS["page"] == 2


def test_log_in_and_log_out_never_show_the_wrong_person(client):
    somebody = user()
    anonymous = client.get("/page/")
    client.force_login(somebody)
    mine = client.get("/page/", headers={"If-None-Match": anonymous["ETag"]})
    assert mine.status_code == 200
    assert somebody.email in mine.text
    client.logout()
    again = client.get("/page/", headers={"If-None-Match": anonymous["ETag"]})
    assert again.status_code == 304
    assert somebody.email not in client.get("/page/").text


def test_a_shared_cache_never_crosses_bodies():
    cache = SharedCache()
    people = {"": "anonyme", "csrftoken=abc": "anonyme"}
    for _ in range(2):
        browser, somebody = Client(), user()
        browser.force_login(somebody)
        people[f"sessionid={browser.cookies['sessionid'].value}"] = somebody.email
    requests = [
        (cookie, {**({"Cookie": cookie} if cookie else {}), **htmx, "Accept-Encoding": encoding}, url)
        for cookie in people
        for htmx in ({}, AGENDA, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "autre"})
        for encoding in ("gzip", "identity")
        for url in ("/page/", "/page/?theme=1", "/privee/")
    ]
    order = random.Random(17)
    for round_number in range(4):
        change(f"texte numéro {round_number}")
        for cookie, headers, url in order.sample(requests * 2, len(requests) * 2):
            answer, direct = cache.get(url, headers), cache.origin(url, headers)
            assert read(answer) == read(direct)
            if answer.status_code == 200 and url != "/privee/":
                assert f" {people[cookie]} " in read(answer)
                assert f"texte numéro {round_number}" in read(answer)
    assert cache.reused > 100


def read(response):
    zipped = response.get("Content-Encoding") == "gzip"
    return gzip.decompress(response.content).decode() if zipped else response.text


# Memory


@pytest.fixture
def middleware():
    """The middleware alone, over the views' answers: what it keeps can be counted."""

    def respond(request):
        match = public_urls.urlpatterns[1].resolve(request.path_info.removeprefix("/"))
        BUILDS["all"] += 1
        for happening in DURING:
            happening()
        return public_urls.HttpResponse(f"page {match.kwargs} {random.Random(1).randbytes(1500).hex()}")

    return PublicPagesMiddleware(respond)


def ask(middleware, path):
    return middleware(RequestFactory().get(path))


def test_memory_stays_within_its_bytes_and_the_oldest_leave_first(middleware, settings):
    settings.PUBLIC_PAGES_BYTES = 20_000
    for number in range(50):
        ask(middleware, f"/pages/{number}/")
        ask(middleware, "/pages/0/")
        held = middleware.memory
        assert held.bytes <= 20_000
        assert held.bytes == sum(page.cost for _, page in held._pages.values())
    assert BUILDS["all"] == 50
    assert 2 < len(middleware.memory) < 10


def test_a_page_larger_than_the_memory_is_served_and_not_kept(middleware, settings):
    settings.PUBLIC_PAGES_BYTES = 0
    for _ in range(2):
        assert ask(middleware, "/pages/1/")["Cache-Control"].startswith("public")
    assert BUILDS["all"] == 2
    assert len(middleware.memory) == 0


def test_invented_parameters_do_not_push_out_other_pages(middleware):
    ask(middleware, "/pages/1/")
    for number in range(30):
        ask(middleware, f"/pages/2/?theme={number}")
    assert len(middleware.memory) == 1 + 3
    ask(middleware, "/pages/1/")
    assert BUILDS["all"] == 31


def test_what_was_replaced_does_not_stay_in_memory(middleware):
    for theme in range(3):
        ask(middleware, f"/pages/1/?theme={theme}")
    change("second texte")
    ask(middleware, "/pages/1/")
    assert len(middleware.memory) == 1


def in_threads(number, work):
    def run():
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.django_db(transaction=True)
def test_one_builds_and_the_others_wait(middleware, monkeypatch):
    """The builder goes on only when all have looked for the page and found none."""
    all_have_looked, looks, answers = threading.Event(), [], []
    get = memory.Memory.get

    def counted(self, key):
        found = get(self, key)
        looks.append(found)
        if len(looks) >= 8:
            all_have_looked.set()
        return found

    monkeypatch.setattr(memory.Memory, "get", counted)
    DURING.append(lambda: all_have_looked.wait(20))
    for thread in in_threads(7, lambda: answers.append(ask(middleware, "/pages/1/").content)):
        thread.join(30)
    assert BUILDS["all"] == 1
    assert len(answers) == 7
    assert len(set(answers)) == 1


@pytest.mark.django_db(transaction=True)
def test_who_waited_too_long_builds_the_page_too(middleware, monkeypatch):
    monkeypatch.setattr(memory, "PATIENCE", 0)
    second_builds, answers = threading.Event(), []

    def build():
        if BUILDS["all"] == 2:
            second_builds.set()
        assert second_builds.wait(20)

    DURING.append(build)
    for thread in in_threads(2, lambda: answers.append(ask(middleware, "/pages/1/").status_code)):
        thread.join(30)
    assert answers == [200, 200]


@pytest.mark.django_db(transaction=True)
def test_a_builder_that_fails_leaves_nobody_waiting(middleware):
    def fail():
        raise ZeroDivisionError

    DURING.append(fail)
    with pytest.raises(ZeroDivisionError):
        ask(middleware, "/pages/1/")
    DURING.clear()
    assert ask(middleware, "/pages/1/").status_code == 200


# Release


def test_the_release_is_the_same_each_time_it_is_computed():
    assert release.release.__wrapped__() == release.release.__wrapped__()


def test_a_changed_file_setting_or_package_is_another_release(tmp_path, monkeypatch, settings):
    base = release.release.__wrapped__()
    settings.PORTAL_NAME = "Un autre nom"
    renamed = release.release.__wrapped__()
    template = settings.BASE_DIR / "templates" / "base.html"
    other = tmp_path / "base.html"
    other.write_text(template.read_text() + " ")
    files = [path for path in release._files() if path != template]
    settings.BASE_DIR = tmp_path.parent
    monkeypatch.setattr(release, "_files", lambda: [other])
    edited = release.release.__wrapped__()
    other.write_text(other.read_text() + " ")
    assert len({base, renamed, edited, release.release.__wrapped__()}) == 4
    assert len(files) > 50


def test_secrets_do_not_enter_the_release(settings):
    settings.SECRET_KEY = "one"
    base = release.release.__wrapped__()
    settings.SECRET_KEY = "another"
    assert release.release.__wrapped__() == base


def test_with_debug_on_every_page_is_built_anew(client, settings):
    settings.DEBUG = True
    for _ in range(2):
        assert client.get("/page/")["Cache-Control"] == "private, no-store"
    assert BUILDS["page"] == 2


@pytest.mark.parametrize("command", ["migrate", "flush"])
@pytest.mark.django_db(transaction=True)
def test_a_migration_or_a_flush_renews_every_page(client, command):
    etag = client.get("/page/")["ETag"]
    assert client.get("/page/", headers={"If-None-Match": etag}).status_code == 304
    call_command(command, verbosity=0, interactive=False)
    assert client.get("/page/", headers={"If-None-Match": etag}).status_code == 200
    assert BUILDS["page"] == 2


def test_reading_writes_nothing(client):
    before = list(PublicScope.objects.values())
    with transaction.atomic():
        client.get("/page/")
    assert list(PublicScope.objects.values()) == before
