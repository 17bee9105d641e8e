import json

import pytest

from tests.accounts.entrance import leads_to_log_in
from tests.factories.accounts import user
from tests.factories.mapping import drawn, square, territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quartier(communes):
    return drawn(
        kind="neighbourhood", code="pyramides", name="Les Piramides", outline=square(), parents=communes[:1]
    )


def url(quartier):
    return f"/territoires/quartiers/{quartier.pk}/modifier/"


def answers(**changed):
    told = {"name": "Les Pyramides", "kind": "neighbourhood", "code": "pyramides", "communes": ["91228"]}
    return {**told, **changed}


def test_the_form_starts_from_what_is_known(client, keeper, quartier):
    client.force_login(keeper)
    body = client.get(url(quartier)).content.decode()
    assert 'value="Les Piramides"' in body
    assert 'value="pyramides"' in body
    assert body.count("checked") == 1
    assert "Laissez vide pour garder le contour enregistré." in body


def test_a_typo_is_corrected_and_the_outline_stays(client, keeper, quartier):
    client.force_login(keeper)
    for _ in range(2):
        answer = client.post(url(quartier), answers())
        assert answer["Location"] == "/territoires/quartier/pyramides/"
    quartier.refresh_from_db()
    assert (quartier.name, quartier.outline) == ("Les Pyramides", square())


def test_everything_can_change(client, keeper, quartier):
    client.force_login(keeper)
    new = square(west=2.2)
    changed = answers(kind="qpv", code="QP1", communes=["91377"], outline_text=json.dumps(new))
    assert client.post(url(quartier), changed)["Location"] == "/territoires/quartier-prioritaire/QP1/"
    quartier.refresh_from_db()
    assert [commune.code for commune in quartier.parents.all()] == ["91377"]
    assert quartier.outline == new


def test_an_emptied_code_is_kept(client, keeper, quartier):
    client.force_login(keeper)
    assert client.post(url(quartier), answers(code=""))["Location"] == "/territoires/quartier/pyramides/"


def test_the_outline_can_be_taken_away(client, keeper, quartier):
    client.force_login(keeper)
    client.post(url(quartier), answers(remove_outline="on"))
    quartier.refresh_from_db()
    assert (quartier.outline, quartier.shape) == (None, "")
    assert "remove_outline" not in client.get(url(quartier)).content.decode()


def test_an_outline_is_not_taken_away_and_given_at_once(client, keeper, quartier):
    client.force_login(keeper)
    answer = client.post(url(quartier), answers(remove_outline="on", outline_text=json.dumps(square())))
    assert "pas les deux" in answer.content.decode()


def test_the_code_of_another_is_refused(client, keeper, quartier, communes):
    territory(kind="neighbourhood", code="canal", name="Le Canal", parents=communes)
    client.force_login(keeper)
    body = client.post(url(quartier), answers(code="canal")).content.decode()
    assert "« Le Canal » porte déjà ce code." in body
    # The page still names the quartier as it is, and keeps what was typed.
    assert "<h1>Modifier Les Piramides</h1>" in body
    assert 'value="canal"' in body


@pytest.mark.parametrize("action", ["modifier", "supprimer"])
def test_for_anybody_else_it_is_not_there(client, quartier, outsider, communes, action):
    address = f"/territoires/quartiers/{quartier.pk}/{action}/"
    assert leads_to_log_in(client.get(address))
    assert leads_to_log_in(client.post(address, answers()))
    for person in (user(), outsider):
        client.force_login(person)
        assert client.get(address).status_code == client.post(address, answers()).status_code == 404
    quartier.refresh_from_db()
    assert quartier.name == "Les Piramides"


@pytest.mark.parametrize("action", ["modifier", "supprimer"])
def test_a_commune_or_nothing_is_no_quartier(client, keeper, communes, action):
    client.force_login(keeper)
    for number in (communes[0].pk, 999_999, 10**30):
        assert client.get(f"/territoires/quartiers/{number}/{action}/").status_code == 404
