"""What may be the same organisation, and why."""

import pytest

from mapping.twins import twins_of
from tests.factories.accounts import user
from tests.factories.mapping import actor, steward, territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def evry():
    return territory(name="Évry")


@pytest.fixture
def keeper(evry):
    made = user()
    steward(evry, made)
    return made


def twins(made, keeper):
    return [(twin.actor.name, twin.reasons) for twin in twins_of([made], keeper)[made.pk]]


def test_the_same_name_wherever_it_is_whatever_its_accents(evry, keeper):
    made = actor(name="Réussir-Ensemble", commune=evry, status="proposed")
    actor(name="Reussir ensemble", category="school")
    actor(name="Réussir ensemble autrement", category="school")
    assert twins(made, keeper) == [("Reussir ensemble", ["même nom"])]


def test_a_word_in_common_in_the_same_town(evry, keeper):
    made = actor(name="Maison des Pyramides d’Évry", commune=evry, status="proposed", category="school")
    actor(name="Centre social des Pyramides", commune=evry)
    actor(name="Maison d’Évry", commune=evry)
    actor(name="Les Pyramides du Louvre")
    assert twins(made, keeper) == [("Centre social des Pyramides", ["en commun : pyramides", "même commune"])]


def test_the_same_kind_in_the_same_town_comes_after(evry, keeper):
    made = actor(name="La Boussole", commune=evry, status="proposed")
    actor(name="Autre chose", commune=evry)
    actor(name="La boussole", commune=evry)
    assert twins(made, keeper) == [
        ("La boussole", ["même nom", "même commune", "même nature"]),
        ("Autre chose", ["même commune", "même nature"]),
    ]


def test_a_number_leads_to_the_one_that_carries_on(evry, keeper):
    survivor = actor(name="Survivante")
    actor(name="Avant", status="merged", merged_into=survivor, siret="73282932000074")
    made = actor(name="Nouvelle", commune=evry, status="proposed", siret="73282932000074")
    assert twins(made, keeper) == [("Survivante", ["même SIRET"])]


def test_the_proposals_of_others_maps_and_what_was_withdrawn_stay_unsaid(evry, keeper):
    made = actor(name="La Boussole", commune=evry, status="proposed")
    actor(name="La Boussole", status="proposed")
    actor(name="La Boussole", commune=evry, status="withdrawn")
    assert twins(made, keeper) == []
    actor(name="La Boussole", commune=evry, status="proposed")
    assert [name for name, _ in twins(made, keeper)] == ["La Boussole"]


def test_many_take_one_query(evry, keeper, django_assert_num_queries):
    for _ in range(3):
        actor(name="La Boussole", commune=evry)
    waiting = [actor(name="La Boussole", commune=evry, status="proposed") for _ in range(3)]
    with django_assert_num_queries(1):
        assert len(twins_of(waiting, keeper, limit=4)[waiting[0].pk]) == 4
    with django_assert_num_queries(0):
        assert twins_of([], keeper) == {}
