import pytest
from django.urls import reverse

from cycle.models import Membership
from participants.models import Participant
from tests.accounts.entrance import LOGIN, LOGIN_CODE, SIGNUP, SIGNUP_CODE, last_code
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

CARD = {"name": "Awa Diop", "function": "Principale adjointe"}


def page(cycle):
    return reverse("participants:join", args=[cycle.slug])


@pytest.fixture
def place():
    return cycle(slug="essonne", title="Essonne")


@pytest.fixture
def person(client):
    made = user()
    client.force_login(made)
    return made


def test_somebody_joins_freely(client, place, person):
    answer = client.post(page(place), CARD, follow=True)
    assert answer.redirect_chain == [(place.get_absolute_url(), 302)]
    assert "Vous participez au cycle « Essonne »." in answer.text
    card = Participant.objects.get()
    assert (card.name, card.function) == ("Awa Diop", "Principale adjointe")
    assert (card.membership.cycle, card.membership.user) == (place, person)
    assert card.membership.role == Membership.Role.PARTICIPANT


def test_joining_twice_changes_nothing(client, place, person):
    client.post(page(place), CARD)
    again = client.post(page(place), {"name": "Une autre"}, follow=True)
    assert "Vous participez déjà à ce cycle" in again.text
    assert Membership.objects.count() == 1
    assert Participant.objects.get().name == "Awa Diop"


@pytest.mark.parametrize("role", ["facilitator", "observer"])
def test_another_role_is_kept(client, place, person, role):
    membership(place, person, role)
    assert "Vous participez déjà" in client.get(page(place)).text
    client.post(page(place), CARD)
    assert list(Membership.objects.values_list("role", flat=True)) == [role]
    assert not Participant.objects.exists()


def test_coming_back_makes_a_new_membership_and_offers_the_old_card(client, place, person):
    participant(place, person, name="Awa D.").membership.leave()
    assert 'value="Awa D."' in client.get(page(place)).text
    client.post(page(place), CARD)
    assert Membership.objects.filter(user=person).count() == 2
    assert Participant.objects.get(membership__left_at=None).name == "Awa Diop"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_private_cycle_is_not_joined_freely(client, person, method):
    assert getattr(client, method)(page(cycle(is_public=False)), CARD).status_code == 404
    assert not Membership.objects.exists()


def test_without_a_name_one_does_not_join_and_nothing_typed_is_lost(client, place, person):
    answer = client.post(page(place), {"name": " ", "function": "Principale adjointe"})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Principale adjointe"' in answer.text
    assert not Membership.objects.exists()


@pytest.mark.parametrize("field", ["name", "function"])
def test_a_control_character_is_refused_beside_its_field(client, place, person, field):
    answer = client.post(page(place), {**CARD, field: "A\u2028B"})
    assert "Écrivez sur une seule ligne" in answer.text
    assert not Membership.objects.exists()


def test_each_field_says_who_sees_it(client, place, person):
    assert client.get(page(place)).text.count("Vu par l’équipe d’animation du cycle") >= 2


def test_whoever_logs_in_first_comes_back(client, place):
    known = user("connue@example.org")
    answer = client.get(page(place), follow=True)
    assert answer.redirect_chain == [(f"{LOGIN}?next={page(place)}", 302)]
    client.post(LOGIN, {"login": known.email, "next": page(place)})
    code = {"code": last_code(known.email), "next": page(place)}
    assert client.post(LOGIN_CODE, code)["Location"] == page(place)


def test_whoever_signs_up_first_comes_back(client, place):
    signup = f"{SIGNUP}?next={page(place).replace('/', '%2F')}"
    assert signup in client.get(page(place), follow=True).text
    client.post(signup, {"email": "nouvelle@example.org", "next": page(place)})
    code = {"code": last_code("nouvelle@example.org")}
    assert client.post(SIGNUP_CODE, code)["Location"] == page(place)


def test_after_joining_one_goes_on_to_where_one_was_going(client, place, person):
    address = f"{page(place)}?next=/charte/3/signer/"
    assert client.post(address, CARD)["Location"] == "/charte/3/signer/"
    # Whoever comes back, or posts again, goes on as well.
    assert client.get(address)["Location"] == "/charte/3/signer/"
    assert client.post(address, CARD)["Location"] == "/charte/3/signer/"
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "%5C%5Cevil.example", "https://evil.example/", "/a%0D%0Ab"]
)
def test_one_never_goes_on_to_another_site(client, place, person, elsewhere):
    address = f"{page(place)}?next={elsewhere}"
    assert client.post(address, CARD)["Location"] == place.get_absolute_url()
    assert client.post(address, CARD)["Location"] == page(place)
    assert client.get(address).status_code == 200


def test_the_public_page_of_the_cycle_leads_here_without_a_cookie(client, place):
    answer = client.get(place.get_absolute_url())
    assert f'href="{page(place)}"' in answer.text
    assert not answer.cookies
    assert answer["Cache-Control"].startswith("public")


def test_in_a_private_cycle_the_trail_leads_to_ones_card(client, person):
    place = cycle(is_public=False)
    membership(place, person)
    text = client.get(place.get_absolute_url()).text
    assert page(place) not in text
    assert reverse("participants:card", args=[place.slug]) in text
