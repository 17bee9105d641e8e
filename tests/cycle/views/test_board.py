import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cycle.services import publish_programme
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "lanes"}
TODAY = timezone.localdate()


def page(cycle, **query):
    return reverse("cycle:board", args=[cycle.slug], query=query)


@pytest.fixture
def cycle():
    return make.cycle()


@pytest.fixture
def team(client, cycle):
    person = accounts.user()
    make.membership(cycle, person, "facilitator")
    client.force_login(person)
    return person


def days_of_each_state(cycle):
    return {
        "announced": make.workday(cycle, title="L’annoncée"),
        "scheduled": make.workday(
            cycle, title="La fixée", precision="day", date=TODAY + datetime.timedelta(days=9)
        ),
        "held": make.workday(cycle, title="La tenue", status="held"),
        "cancelled": make.workday(cycle, title="L’annulée", status="cancelled"),
    }


def test_the_days_stand_in_their_phases_with_their_state_and_a_way_to_prepare_them(client, cycle, team):
    make.theme(cycle, title="Travaillé")
    days = days_of_each_state(cycle)
    days["held"].themes.set(cycle.themes.all())
    text = client.get(page(cycle)).text
    for day in days.values():
        assert f'href="{reverse("workday:edit", args=[day.pk])}"' in text
    for word in ("Annoncée", "Fixée", "Tenue", "Annulée"):
        assert f'<p class="state">{word}</p>' in text
    assert f'href="{reverse("cycle:workday_create", args=[cycle.slug])}?phase=1"' in text
    assert "<b>1</b>journée à fixer" in text


def test_a_theme_without_a_day_is_named_and_a_cancelled_day_does_not_count(client, cycle, team):
    taken, dropped = make.theme(cycle, title="Celui qui a son jour"), make.theme(cycle, title="Celui d’avant")
    make.theme(cycle, title="Celui de personne")
    make.workday(cycle, themes=[taken])
    make.workday(cycle, themes=[dropped], status="cancelled")
    text = client.get(page(cycle)).text
    assert "2 thèmes n’ont pas encore de jour" in text
    assert "<b>2</b>thèmes sans journée, sur 3" in text


def test_what_a_day_still_needs_is_said_in_words(client, cycle, team):
    make.workday(cycle, precision="day", date=TODAY + datetime.timedelta(days=3), format="both")
    assert "À préciser : les heures, le lieu, le lien, les thèmes" in client.get(page(cycle)).text


def test_a_past_day_that_nobody_settled_comes_first(client, cycle, team):
    make.workday(cycle)
    past = make.workday(cycle, title="Hier", precision="day", date=TODAY - datetime.timedelta(days=1))
    text = client.get(page(cycle)).text
    assert "La date est passée : a-t-elle été tenue ?" in text
    assert f'<a class="button" href="{reverse("workday:edit", args=[past.pk])}">Dire si elle' in text


@pytest.mark.parametrize(
    ("state", "shown"),
    [("a-fixer", "annoncée"), ("fixees", "fixée"), ("tenues", "tenue"), ("annulees", "annulée")],
)
def test_the_days_of_one_state_are_a_link_away(client, cycle, team, state, shown):
    days_of_each_state(cycle)
    answer = client.get(page(cycle, etat=state))
    assert answer.text.count('<p class="state">') == 1
    assert f'<p class="state">{shown.capitalize()}</p>' in answer.text
    assert client.get(page(cycle, etat="n’importe quoi")).text.count('<p class="state">') == 4


def test_the_fragment_is_the_section_of_the_page(client, cycle, team):
    days_of_each_state(cycle)
    whole = client.get(page(cycle, etat="fixees")).text
    fragment = client.get(page(cycle, etat="fixees"), headers=HTMX)
    title, lanes, said = re.fullmatch(
        r"\s*<title>(.*?)</title>(.*)<p id=\"annonce\" hx-swap-oob=\"innerHTML\">(.*)</p>\s*",
        fragment.text,
        re.S,
    ).groups()
    assert lanes.strip() in whole
    assert f"<title>{title}</title>" in whole
    assert '<p id="annonce" class="visually-hidden" role="status"></p>' in whole
    assert said == "1 journée fixée"
    assert "<html" not in fragment.text
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in fragment["Vary"].split(",")}
    # The Back button asks without a target, and gets the page.
    assert "<html" in client.get(page(cycle), headers={"HX-Request": "true"}).text


@pytest.mark.parametrize(
    ("state", "days", "said"),
    [
        ("", 0, "Aucune journée"),
        ("", 2, "2 journées"),
        ("a-fixer", 1, "1 journée à fixer"),
        ("a-fixer", 3, "3 journées à fixer"),
        ("tenues", 0, "Aucune journée tenue"),
    ],
)
def test_whoever_listens_hears_how_many_days_a_filter_shows(client, cycle, team, state, days, said):
    phase = make.phase(cycle)
    for _ in range(days):
        make.workday(cycle, phase=phase)
    assert f">{said}</p>" in client.get(page(cycle, etat=state), headers=HTMX).text


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
def test_only_the_team_works_there(client, cycle, role, status):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    assert client.get(page(cycle)).status_code == status


def test_who_left_the_team_is_an_outsider(client, cycle, team):
    team.memberships.get().leave()
    assert client.get(page(cycle)).status_code == 404


def test_an_empty_cycle_says_what_it_lacks(client, cycle, team):
    assert "n’a pas encore de phase" in client.get(page(cycle)).text
    make.phase(cycle)
    assert "Pas encore de journée dans cette phase." in client.get(page(cycle)).text


@pytest.mark.parametrize(("is_published", "queries"), [(False, 8), (True, 10)])
@pytest.mark.parametrize("count", [1, 3])
def test_more_rows_cost_no_more_queries(
    client, cycle, team, count, is_published, queries, django_assert_num_queries
):
    for _ in range(count):
        make.workday(cycle, phase=make.phase(cycle), themes=[make.theme(cycle)])
    if is_published:
        publish_programme(cycle)
    with django_assert_num_queries(queries):
        client.get(page(cycle))


@pytest.mark.parametrize("role", ["facilitator", "observer", "participant"])
def test_home_and_the_cycle_lead_the_team_there_and_nobody_else(client, cycle, role):
    person = accounts.user()
    make.membership(cycle, person, role)
    client.force_login(person)
    for address in ("/", cycle.get_absolute_url()):
        assert (f'href="{page(cycle)}"' in client.get(address).text) == (role == "facilitator")
    client.logout()
    for address in ("/", cycle.get_absolute_url()):
        assert page(cycle) not in client.get(address).text
