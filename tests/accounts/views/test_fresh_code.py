import pytest
from django.core.cache import cache

from accounts import fresh_code
from accounts.fresh_code import Purpose
from support.models import Mail
from tests.accounts.entrance import ACTIVATE, FRESH_CODE, LOGIN, last_code, wrong
from tests.accounts.test_safe_next import ELSEWHERE

PURPOSE = Purpose("try", "essayer")

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client, known):
    """Logged in, but not by a code typed in this session."""
    client.force_login(known)
    return known


@pytest.fixture
def page():
    return fresh_code.page(PURPOSE, "/compte/")


def test_opening_the_page_sends_nothing(client, member, page):
    text = client.get(page).content.decode()
    assert "Pour essayer, il faut un nouveau code" in text
    assert not Mail.objects.exists()


def test_ask_type_and_come_back(client, member, page):
    assert client.post(page, {"action": "ask"})["Location"] == page
    assert 'autocomplete="one-time-code"' in client.get(page).content.decode()
    assert client.post(page, {"code": last_code(member.email)})["Location"] == "/compte/"
    assert client.get(page)["Location"] == "/compte/"


def test_a_wrong_code_is_said_wrong_and_kept(client, member, page):
    client.post(page, {"action": "ask"})
    tried = wrong(last_code(member.email))
    response = client.post(page, {"code": tried})
    assert response.status_code == 200
    assert "Ce code n’est pas le bon." in response.content.decode()
    assert f'value="{tried}"' in response.content.decode()


def test_an_empty_code_spends_no_try(client, member, page):
    client.post(page, {"action": "ask"})
    for _ in range(5):
        assert 'aria-invalid="true"' in client.post(page, {"code": ""}).content.decode()
    assert client.post(page, {"code": last_code(member.email)})["Location"] == "/compte/"


def test_after_three_wrong_codes_the_right_one_opens_nothing(client, member, page):
    client.post(page, {"action": "ask"})
    code = last_code(member.email)
    for tried in [wrong(code)] * 3 + [code]:
        client.post(page, {"code": tried})
    assert fresh_code.PROVEN not in client.session


def test_after_three_tries_one_is_offered_a_new_code(client, member, page):
    client.post(page, {"action": "ask"})
    for _ in range(3):
        response = client.post(page, {"code": "BBBB-CCCC"}, follow=True)
    assert "Ce code ne peut plus servir" in response.content.decode()
    assert "Recevoir un code" in response.content.decode()


def test_a_code_typed_before_any_was_asked_opens_nothing(client, member, page):
    assert client.post(page, {"code": "BBBB-CCCC"})["Location"] == page


def test_too_many_codes_asked_is_said(client, member, page):
    for _ in range(4):
        response = client.post(page, {"action": "ask"}, follow=True)
    assert "Trop de demandes à la fois" in response.content.decode()
    assert Mail.objects.count() == 3
    cache.clear()


@pytest.mark.parametrize("url", ELSEWHERE)
def test_one_never_leaves_for_another_site(client, member, url):
    page = fresh_code.page(PURPOSE, url)
    client.post(page, {"action": "ask"})
    assert client.post(page, {"code": last_code(member.email)})["Location"] == "/"


@pytest.mark.parametrize("query", ["", "?pour=", "?pour=invented&next=/", "?next=//evil.example"])
def test_without_a_true_purpose_there_is_nothing_to_confirm(client, member, query):
    assert client.get(FRESH_CODE + query)["Location"] == "/compte/"
    assert client.post(FRESH_CODE + query, {"action": "ask"})["Location"] == "/compte/"
    assert not Mail.objects.exists()


def test_it_is_private(client, page):
    assert client.get(page)["Location"].startswith(LOGIN)


def test_a_guarded_page_sends_here_and_htmx_too(client, member):
    response = client.get(ACTIVATE)
    assert response["Location"].startswith(FRESH_CODE)
    assert "next=%2Fcompte%2Fdouble-authentification%2Factiver%2F" in response["Location"]
    response = client.get(
        ACTIVATE,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/compte/"},
    )
    assert response.status_code == 200
    assert response["HX-Redirect"].startswith(FRESH_CODE)
    assert response["HX-Redirect"].endswith("next=%2Fcompte%2F")
