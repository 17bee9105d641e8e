"""Contacts that change while their organisation does: nobody waits for ever, with real threads."""

import threading
import time

import pytest
from django.db import transaction

from mapping import contacts, loading_actors, moderation, personal
from mapping.actor_file import ActorContent, ActorFile, ContactContent
from mapping.models import Actor, ActorContact
from mapping.personal import MapPart
from tests.cycle.test_races import at_once
from tests.factories.accounts import user
from tests.factories.mapping import actor

pytestmark = pytest.mark.django_db(transaction=True)

# Long enough for the others to come up against what is held, in seconds.
LONG = 0.6


class Pause:
    """Somebody in the middle of something, until the others have come up against it."""

    def __init__(self):
        self.reached = threading.Event()

    def before(self, monkeypatch, owner, name):
        """Pause where this function is about to be called for the first time."""
        whole = getattr(owner, name)

        def paused(*args, **kwargs):
            self.take()
            return whole(*args, **kwargs)

        monkeypatch.setattr(owner, name, paused)

    def take(self):
        if not self.reached.is_set():
            self.reached.set()
            time.sleep(LONG)


def meet(pause, first, *others):
    """`first` until it pauses, then each of the others, a moment apart; what each of them returns."""
    waiting, told = list(enumerate((first, *others))), {}

    def join():
        turn, act = waiting.pop()
        if turn:
            assert pause.reached.wait(10)
            time.sleep(turn * LONG / 4)
        told[turn] = act()

    at_once(len(waiting), join)
    return [told[turn] for turn in sorted(told)]


@pytest.fixture
def awa():
    return user("awa@example.org")


def contact_of(made, **fields):
    return ActorContact.objects.create(actor=made, name="Awa", email="awa@example.org", **fields)


def corrected(awa, contact):
    return lambda: contacts.correct(awa, contact.pk, name="Awa Diop")


def test_one_corrects_a_contact_while_its_organisation_is_merged(awa, monkeypatch):
    known, proposed = actor(), actor(status="proposed")
    contact = contact_of(proposed)
    pause = Pause()
    pause.before(monkeypatch, ActorContact, "save")

    def merge():
        with pytest.raises(moderation.StaleError):
            moderation.merge(proposed, known, version=1)
        return moderation.merge(proposed, known, version=2)

    assert meet(pause, corrected(awa, contact), merge) == [True, known]
    left = ActorContact.objects.get()
    assert (left.name, left.actor) == ("Awa Diop", known)


def test_one_corrects_a_contact_that_a_merge_is_taking_to_another_organisation(awa, monkeypatch):
    """The correction follows it, and counts as a change of the one that has it now."""
    known, proposed = actor(), actor(status="proposed")
    contact = contact_of(proposed)
    pause = Pause()
    pause.before(monkeypatch, moderation, "_save")
    told = meet(pause, lambda: moderation.merge(proposed, known, version=1), corrected(awa, contact))
    assert told == [known, True]
    left = ActorContact.objects.get()
    assert (left.name, left.actor, left.actor.version) == ("Awa Diop", known, 3)
    assert Actor.objects.get(pk=proposed.pk).version == 2


def test_one_removes_a_contact_that_a_merge_is_taking_to_another_organisation(awa, monkeypatch):
    known, proposed = actor(), actor(status="proposed")
    contact_of(proposed)
    pause = Pause()
    pause.before(monkeypatch, moderation, "_save")
    meet(
        pause,
        lambda: moderation.merge(proposed, known, version=1),
        lambda: contacts.remove(ActorContact.objects.of(awa)),
    )
    assert not ActorContact.objects.exists()
    assert [row.version for row in Actor.objects.order_by("pk")] == [3, 2]


def test_one_corrects_a_contact_while_a_file_brings_another(awa, monkeypatch):
    made = actor(source="essai", source_key="a")
    contact = contact_of(made)
    pause = Pause()
    pause.before(monkeypatch, ActorContact, "save")
    told = ContactContent("", "Accueil", "accueil@example.org", "", False)
    values = {name: getattr(made, name) for name in ("name", "siret", "rna", "uai", "commune_id")}
    file = ActorFile("essai", False, (ActorContent("a", values, (), (told,)),))
    is_done, summary = meet(pause, corrected(awa, contact), lambda: loading_actors.load(file))
    assert is_done
    assert summary.left_alone == [made.name]
    assert ActorContact.objects.get().name == "Awa Diop"


def test_somebody_goes_while_what_they_proposed_is_merged(awa, monkeypatch):
    """Of the two organisations, the one that has their contact comes second in the order of the locks."""
    alone = actor(status="proposed", legal_family="individual", proposed_by=awa)
    known = actor()
    contact_of(known)
    pause = Pause()
    pause.before(monkeypatch, personal, "_forget")

    def merge():
        with pytest.raises(moderation.StaleError):
            moderation.merge(alone, known, version=1)

    meet(pause, lambda: MapPart().erase(awa), merge)
    assert not ActorContact.objects.exists()
    assert Actor.objects.get(pk=alone.pk).is_forgotten


def test_a_file_comes_while_two_of_its_organisations_are_merged():
    """Behind somebody who holds the first: the file must not hold the second meanwhile."""
    first = actor(name="Z", source="essai", source_key="z", status="proposed")
    second = actor(name="A", source="essai", source_key="a")
    pause = Pause()

    def hold_the_first():
        with transaction.atomic():
            Actor.objects.select_for_update().get(pk=first.pk)
            pause.take()

    _, survivor, summary = meet(
        pause,
        hold_the_first,
        lambda: moderation.merge(first, second, version=1),
        lambda: loading_actors.load(ActorFile("essai", False, ())),
    )
    assert survivor == second
    assert sorted(summary.gone) == ["A", "Z"]
