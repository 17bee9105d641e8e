"""Two stewards at the same moment, with real threads and a connection each."""

import pytest
from django.test import Client
from django.urls import reverse

from mapping.models import Action, Actor
from tests.cycle.test_races import at_once
from tests.factories.accounts import user
from tests.factories.mapping import action, actor, steward, territory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commune():
    return territory()


def browsers(commune, count):
    made = []
    for _ in range(count):
        steward(commune, keeper := user())
        client = Client()
        client.force_login(keeper)
        made.append(client)
    return made


def fields_of(made):
    return {
        "name": made.name,
        "legal_family": made.legal_family,
        "category": made.category,
        "commune": made.commune_id,
        "version": made.version,
        "action": "publish",
    }


@pytest.mark.parametrize("turn", range(3))
def test_one_merges_while_the_other_publishes(commune, turn):
    known = actor(commune=commune)
    proposed = actor(commune=commune, status="proposed")
    action(proposed)
    one, other = browsers(commune, 2)
    posts = [
        (one, reverse("moderation:merge", args=[proposed.pk]), {"version": 1, "into": known.pk}),
        (other, reverse("moderation:actor", args=[proposed.pk]), fields_of(proposed)),
    ]
    if turn % 2:
        posts.reverse()

    def post():
        client, address, data = posts.pop()
        return client.post(address, data).status_code

    assert sorted(at_once(2, post)) == [302, 409]
    left = Actor.objects.get(pk=proposed.pk)
    assert (left.version, left.status) in {(2, "merged"), (2, "published")}
    assert Action.objects.get().actor == (known if left.status == "merged" else left)


def test_one_merge_posted_six_times_at_once_happens_once(commune):
    known, proposed = actor(commune=commune), actor(commune=commune, status="proposed")
    (browser,) = browsers(commune, 1)
    cookies = browser.cookies
    address = reverse("moderation:merge", args=[proposed.pk])

    def merge():
        client = Client()
        client.cookies = cookies.copy()
        return client.post(address, {"version": 1, "into": known.pk}).status_code

    assert at_once(6, merge) == [302] * 6
    assert Actor.objects.get(pk=proposed.pk).version == 2


def test_two_that_give_two_organisations_one_number(commune):
    """The constraint has the last word, and says it in the form."""
    waiting = [actor(commune=commune, status="proposed") for _ in range(2)]
    posts = list(zip(browsers(commune, 2), waiting, strict=True))

    def publish():
        client, made = posts.pop()
        address = reverse("moderation:actor", args=[made.pk])
        return client.post(address, {**fields_of(made), "siret": "73282932000074"}).status_code

    assert sorted(at_once(2, publish)) == [200, 302]
    assert Actor.objects.published().filter(siret="73282932000074").count() == 1
