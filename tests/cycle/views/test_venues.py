"""The team keeps the places of its cycle in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from cycle.models import Venue, Workday
from tests.cycle.preparing import facilitator, filled
from tests.factories import accounts
from tests.factories import cycle as make
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db

MJC = {
    "name": "MJC des Ulis",
    "address": "3 rue Basse",
    "access": "Par la cour.\r\nDe plain-pied.",
    "capacity": "40",
}


@pytest.fixture
def cycle():
    return make.cycle()


@pytest.fixture
def massy(cycle):
    return territory(name="Massy", parents=[cycle.territory])


@pytest.fixture
def team(client, cycle):
    return facilitator(client, cycle)


def page(cycle, name="venues", *arguments):
    return reverse(f"cycle:{name}", args=[cycle.slug, *arguments])


def test_a_place_is_added_once_and_chosen_for_a_day(client, cycle, team, massy):
    assert "La liste est vide" in client.get(page(cycle)).text
    for _ in range(2):
        answer = client.post(page(cycle, "venue_create"), MJC | {"commune": massy.pk}, follow=True)
        assert answer.redirect_chain == [(page(cycle), 302)]
    assert "3 rue Basse, Massy" in answer.text
    assert "40 places" in answer.text
    hall = Venue.objects.get()
    assert hall.access == "Par la cour.\nDe plain-pied."
    day = make.workday(cycle)
    edit = reverse("workday:edit", args=[day.pk])
    assert f'<option value="{hall.pk}">MJC des Ulis</option>' in client.get(edit).text
    client.post(edit, filled(day, venue=hall.pk, place="Salle 2", format="on_site"))
    shown = Client().get(day.get_absolute_url()).text
    for words in (
        "MJC des Ulis, 3 rue Basse, Massy, Salle 2",
        "Par la cour.<br>De plain-pied.",
        "<dt>Places</dt><dd>40</dd>",
    ):
        assert words in shown
    assert "MJC des Ulis, Salle 2" in client.get(reverse("cycle:board", args=[cycle.slug])).text
    assert day.name in client.get(page(cycle)).text


def test_a_corrected_place_shows_on_the_page_of_its_days(client, cycle, team):
    hall = make.venue(cycle, name="MJC")
    day = make.workday(cycle, venue=hall)
    assert "MJC" in Client().get(day.get_absolute_url()).text
    answer = client.post(page(cycle, "venue_edit", hall.pk), MJC | {"version": 1}, follow=True)
    assert "« MJC des Ulis » est à jour" in answer.text
    assert "MJC des Ulis, 3 rue Basse" in Client().get(day.get_absolute_url()).text
    answer = client.post(page(cycle, "venue_edit", hall.pk), MJC | {"version": 2}, follow=True)
    assert "rien n’a changé" in answer.text


def test_a_stale_save_shows_both_texts_and_loses_nothing(client, cycle, team):
    hall = make.venue(cycle, name="MJC")
    address = page(cycle, "venue_edit", hall.pk)
    client.post(address, {"name": "MJC", "address": "Par elle", "version": 1})
    answer = client.post(address, {"name": "MJC", "address": "Par moi", "version": 1})
    assert answer.status_code == 409
    for words in ("Par elle", "Par moi", "Quelqu’un a enregistré ce lieu", 'name="version" value="2"'):
        assert words in answer.text
    client.post(address, {"name": "MJC", "address": "Par moi", "version": 2})
    assert Venue.objects.get().address == "Par moi"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Donnez le nom du lieu."),
        ({"name": "Prise"}, "Un lieu de ce nom est déjà dans la liste"),
        ({"name": "A\x1fB"}, "Écrivez sur une seule ligne"),
        ({"capacity": "0"}, "supérieure ou égale à 1"),
        ({"capacity": "beaucoup"}, "Donnez un nombre, en chiffres."),
        ({"capacity": "99999999999"}, "inférieure ou égale à"),
        ({"commune": "999999"}, "Choisissez une commune de la liste."),
        ({"access": "x" * 2001}, "2000"),
    ],
)
@pytest.mark.parametrize("name", ["venue_create", "venue_edit"])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, cycle, team, change, message, name
):
    make.venue(cycle, name="Prise")
    arguments = [make.venue(cycle, name="Autre").pk] if name == "venue_edit" else []
    answer = client.post(page(cycle, name, *arguments), {**MJC, "version": 1, **change})
    assert answer.status_code == 200
    assert message in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Par la cour." in answer.text or "access" in change
    assert set(Venue.objects.values_list("name", flat=True)) <= {"Prise", "Autre"}


def test_a_place_leaves_the_list_once_asked(client, cycle, team):
    hall = make.venue(cycle)
    address = page(cycle, "venue_delete", hall.pk)
    assert "Le garder" in client.get(address).text
    assert Venue.objects.exists()
    assert client.post(address)["Location"] == page(cycle)
    assert client.post(address).status_code == 404
    assert not Venue.objects.exists()


def test_a_place_where_a_day_meets_says_which_and_stays(client, cycle, team):
    hall = make.venue(cycle)
    day = make.workday(cycle, venue=hall, title="Nos valeurs")
    answer = client.post(page(cycle, "venue_delete", hall.pk))
    assert answer.status_code == 409
    assert reverse("workday:edit", args=[day.pk]) in answer.text
    assert "Retirer ce lieu" not in answer.text
    assert Venue.objects.exists()


def test_a_place_of_another_cycle_is_neither_shown_nor_chosen(client, cycle, team):
    foreign = make.venue(make.cycle(), name="Ailleurs")
    assert client.get(page(cycle, "venue_edit", foreign.pk)).status_code == 404
    day = make.workday(cycle, venue=make.venue(cycle))
    edit = reverse("workday:edit", args=[day.pk])
    answer = client.post(edit, filled(day, venue=foreign.pk))
    assert "Ce lieu n’est plus dans la liste" in answer.text
    assert Workday.objects.get().venue != foreign


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
@pytest.mark.parametrize("name", ["venues", "venue_create", "venue_edit", "venue_delete"])
def test_only_the_team_keeps_them(client, cycle, role, status, name):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    arguments = [make.venue(cycle).pk] if name in ("venue_edit", "venue_delete") else []
    assert client.get(page(cycle, name, *arguments)).status_code == status
    if name != "venues":
        assert client.post(page(cycle, name, *arguments), MJC).status_code == status


@pytest.mark.parametrize("count", [1, 5])
def test_more_places_cost_no_more_queries(client, cycle, team, count, django_assert_max_num_queries):
    for _ in range(count):
        make.workday(cycle, venue=make.venue(cycle))
    with django_assert_max_num_queries(10):
        client.get(page(cycle))
