"""Each verb of a steward: once, on what was read, with its consequences on the map."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from mapping import moderation
from mapping.models import Action, Actor, ActorContact
from mapping.moderation import StaleError
from support.public_pages.scopes import versions
from tests.factories.cycle import cycle
from tests.factories.mapping import action, actor
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed():
    return actor(name="La Boussole", status="proposed")


@pytest.fixture
def known():
    return actor(name="La Boussole d’Évrette")


def now(made):
    return Actor.objects.get(pk=made.pk)


def test_a_correction_leaves_it_proposed(proposed):
    moderation.correct(proposed, version=1, name="La Grande Boussole")
    left = now(proposed)
    assert (left.name, left.status, left.version) == ("La Grande Boussole", "proposed", 2)
    assert "grande" in left.search


def test_publishing_takes_the_corrections_along(proposed):
    moderation.publish(proposed, version=1, name="La Grande Boussole", siret="73282932000074")
    left = now(proposed)
    assert (left.name, left.siret, left.status) == ("La Grande Boussole", "73282932000074", "published")


def test_a_merge_gives_actions_and_contacts_to_the_survivor_and_people_follow(proposed, known):
    action(proposed, title="Le soir")
    ActorContact.objects.create(actor=proposed, function="Accueil", email="accueil@example.org")
    card = participant(cycle(), organisation=proposed)
    assert moderation.merge(proposed, known, version=1) == known
    left = now(proposed)
    assert (left.status, left.merged_into, left.name) == ("merged", known, "La Boussole")
    assert Action.objects.get().actor == known
    assert ActorContact.objects.get().actor == known
    card.refresh_from_db()
    assert card.organisation == proposed
    assert card.present_organisation == known


def test_a_merge_into_a_merged_one_goes_to_its_survivor(proposed, known):
    middle = actor(status="merged", merged_into=known)
    first = actor(status="merged", merged_into=middle)
    assert moderation.merge(proposed, first, version=1) == known
    assert now(proposed).merged_into == known


def test_a_merge_into_itself_is_refused(proposed, known):
    with pytest.raises(ValidationError, match="une autre qu’elle-même"):
        moderation.merge(proposed, proposed, version=1)
    circle = actor(status="merged", merged_into=proposed)
    with pytest.raises(ValidationError, match="une autre qu’elle-même"):
        moderation.merge(proposed, circle, version=1)
    assert now(proposed).status == "proposed"


@pytest.mark.parametrize("status", ["proposed", "withdrawn"])
def test_a_merge_needs_a_published_survivor(proposed, status):
    with pytest.raises(ValidationError, match="structure publiée"):
        moderation.merge(proposed, actor(status=status), version=1)
    assert now(proposed).status == "proposed"


def test_a_published_one_is_not_merged_away(known):
    with pytest.raises(StaleError):
        moderation.merge(known, actor(), version=1)
    assert now(known).status == "published"


def test_a_survivor_stays_as_long_as_something_was_merged_into_it(proposed, known):
    moderation.merge(proposed, known, version=1)
    with pytest.raises(ProtectedError):
        known.delete()


def test_a_refused_one_is_still_named_by_who_comes_from_it(proposed):
    card = participant(cycle(), organisation=proposed)
    moderation.withdraw(proposed, version=1)
    card.refresh_from_db()
    assert now(proposed).status == "withdrawn"
    assert card.present_organisation == proposed


def test_a_refused_one_leaves_its_number_to_another(proposed, known):
    Actor.objects.filter(pk=proposed.pk).update(siret="73282932000074")
    moderation.withdraw(proposed, version=1)
    moderation.publish(actor(status="proposed"), version=1, siret="73282932000074")
    with pytest.raises(ValidationError, match="porte déjà"):
        moderation.restore(proposed, version=2)
    assert now(proposed).status == "withdrawn"


def test_a_refused_one_can_wait_again_and_be_published(proposed):
    moderation.withdraw(proposed, version=1)
    for _ in range(2):
        assert moderation.restore(proposed, version=2).version == 3
    moderation.publish(proposed, version=3)
    with pytest.raises(StaleError):
        moderation.restore(proposed, version=2)
    assert now(proposed).status == "published"


def verbs(known):
    return {
        "correct": lambda made, version: moderation.correct(made, version=version, name="Autre"),
        "publish": lambda made, version: moderation.publish(made, version=version, name="Autre"),
        "merge": lambda made, version: moderation.merge(made, known, version=version),
        "withdraw": lambda made, version: moderation.withdraw(made, version=version),
    }


@pytest.mark.parametrize("name", ["correct", "publish", "merge", "withdraw"])
def test_asked_again_it_changes_nothing(proposed, known, name):
    verb = verbs(known)[name]
    verb(proposed, 1)
    before = now(proposed).__dict__
    verb(proposed, 1)
    after = now(proposed).__dict__
    assert {**after, "_state": None} == {**before, "_state": None}


@pytest.mark.parametrize("name", ["correct", "publish", "merge", "withdraw"])
def test_on_an_older_version_it_is_refused(proposed, known, name):
    moderation.correct(proposed, version=1, name="Corrigée")
    with pytest.raises(StaleError) as stale:
        verbs(known)[name](proposed, 1)
    assert stale.value.actor.name == "Corrigée"
    assert now(proposed).status == "proposed"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (first, second)
        for first in ("publish", "merge", "withdraw")
        for second in ("correct", "publish", "merge", "withdraw")
        if first != second
    ],
)
def test_what_is_settled_is_not_settled_otherwise(proposed, known, first, second):
    verbs(known)[first](proposed, 1)
    status = now(proposed).status
    with pytest.raises(StaleError):
        verbs(known)[second](proposed, 2)
    assert now(proposed).status == status


@pytest.mark.parametrize("name", ["correct", "publish", "merge", "withdraw"])
def test_public_pages_are_renewed(proposed, known, name):
    before = versions(["actors"])
    verbs(known)[name](proposed, 1)
    assert versions(["actors"])["actors"] != before["actors"]


def test_a_number_taken_meanwhile_is_said(proposed):
    actor(siret="73282932000074")
    with pytest.raises(ValidationError, match="porte déjà"):
        moderation.publish(proposed, version=1, siret="73282932000074")
    assert now(proposed).status == "proposed"
