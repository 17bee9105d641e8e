import pytest
from django.urls import reverse

from accounts.models import Identity
from cycle.changes import record
from tests.factories import accounts
from tests.factories import cycle as make
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(client):
    made, person = make.cycle(), accounts.user()
    make.membership(made, person, "facilitator")
    client.force_login(person)
    made.publish_programme()
    return made


def address(cycle):
    return reverse("cycle:changes", args=[cycle.slug])


def change(day, place, **fields):
    record(day.cycle, day, {"Lieu": ""}, {"Lieu": place}, **fields)


def test_changes_are_told_the_last_one_first_and_only_of_this_cycle(client, cycle):
    day, elsewhere = make.workday(cycle, title="Nos valeurs"), make.workday(make.cycle())
    elsewhere.cycle.publish_programme()
    change(day, "Évry", reason="La salle est plus grande.")
    change(day, "Massy")
    change(elsewhere, "Ailleurs")
    text = client.get(address(cycle)).text
    assert text.index("Massy") < text.index("Évry")
    assert "Journée 1 : Nos valeurs" in text
    assert "La salle est plus grande." in text
    assert "chargement d’un fichier" in text
    assert "Ailleurs" not in text


def test_an_erased_author_is_nobody_any_more(client, cycle):
    person = accounts.user("canari@example.org")
    identity = Identity.objects.of(person)
    identity.name = "Canari Jaune"
    identity.save()
    change(make.workday(cycle), "Évry", author=identity)
    assert "Canari Jaune" in client.get(address(cycle)).text
    identity.erase()
    text = client.get(address(cycle)).text
    assert "anari" not in text
    assert "personne dont le compte est effacé" in text


def test_twenty_a_page(client, cycle):
    day = make.workday(cycle)
    for number in range(21):
        change(day, f"Salle {number:02}.")
    first, last = client.get(address(cycle)).text, client.get(address(cycle) + "?page=2").text
    assert "Salle 20." in first
    assert "Salle 00." not in first
    assert "Salle 00." in last
    assert "Page 2 sur 2" in last
    for absurd in ("0", "-1", "9" * 50, "x", ""):
        assert client.get(address(cycle), {"page": absurd}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_more_changes_cost_no_more_queries(client, cycle, count, django_assert_num_queries):
    day = make.workday(cycle)
    for number in range(count):
        change(day, str(number), author=Identity.objects.of(accounts.user()))
    with django_assert_num_queries(6):
        client.get(address(cycle))


def test_before_the_programme_is_published_there_is_nothing_to_tell(client):
    cycle, person = make.cycle(), accounts.user()
    make.membership(cycle, person, "facilitator")
    client.force_login(person)
    change(make.workday(cycle), "Évry")
    assert "aucun changement n’est gardé" in client.get(address(cycle)).text


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
def test_only_the_team_reads_the_whole_history(client, cycle, role, status):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    client.force_login(person)
    assert client.get(address(cycle)).status_code == status


@pytest.mark.parametrize("role", ["facilitator", "observer", "participant"])
def test_members_read_on_the_page_of_a_day_what_changed_there(client, cycle, role):
    day, other = make.workday(cycle), make.workday(cycle)
    for number in range(6):
        change(day, f"Salle {number}.", reason="Plus de place.")
    change(other, "Pas ici")
    person = accounts.user()
    make.membership(cycle, person, role)
    client.force_login(person)
    text = client.get(day.get_absolute_url()).text
    assert "Ce qui a changé" in text
    assert "Plus de place." in text
    assert "Salle 5." in text
    assert "Salle 0." not in text
    assert "Pas ici" not in text
    assert "Salle 0." in client.get(reverse("workday:changes", args=[day.pk])).text


def test_others_do_not(client, cycle):
    day = make.workday(cycle)
    change(day, "Évry")
    client.logout()
    assert "Ce qui a changé" not in client.get(day.get_absolute_url()).text
    client.force_login(accounts.user())
    assert "Ce qui a changé" not in client.get(day.get_absolute_url()).text
    assert client.get(reverse("workday:changes", args=[day.pk])).status_code == 404


def test_the_team_reads_who_made_a_change_and_members_do_not(client, cycle):
    card = participant(cycle, role="facilitator", name="Inès Canari")
    day = make.workday(cycle)
    change(day, "Évry", author=Identity.objects.of(card.membership.user))
    assert "Inès Canari" in client.get(address(cycle)).text
    client.force_login(participant(cycle).membership.user)
    for page in (day.get_absolute_url(), reverse("workday:changes", args=[day.pk])):
        text = client.get(page).text
        assert "Canari" not in text
        assert "une personne de l’équipe" in text
