import pytest
from django.db import IntegrityError, transaction

from cycle.models import Cycle, Membership
from participants.models import Participant
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db


def test_a_card_has_a_name():
    with pytest.raises(IntegrityError, match="participant_has_a_name"), transaction.atomic():
        participant(cycle(), name="")


def test_a_membership_has_one_card():
    card = participant(cycle())
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(membership=card.membership, name="Une autre")


def test_a_card_goes_with_its_membership():
    card = participant(cycle())
    Membership.objects.filter(pk=card.membership_id).delete()
    assert not Participant.objects.exists()


def test_the_current_card_is_that_of_the_membership_not_left():
    place, person = cycle(), user()
    old = participant(place, person, name="Avant")
    old.membership.leave()
    assert not Participant.objects.current_of(place, person).exists()
    assert Participant.objects.latest_of(place, person) == old
    new = participant(place, person, name="Depuis")
    assert list(Participant.objects.current_of(place, person)) == [new]
    assert Participant.objects.latest_of(place, person) == new
    assert Participant.objects.latest_of(cycle(), person) is None


def test_a_cycle_rests_on_its_only_facilitator_with_an_open_account():
    place, alone = cycle(), user()
    membership(place, alone, "facilitator")
    membership(place, user(), "observer")
    assert list(Cycle.objects.resting_on(alone)) == [place]
    closed = user()
    closed.is_active = False
    closed.save()
    membership(place, closed, "facilitator")
    membership(place, user(), "facilitator").leave()
    assert list(Cycle.objects.resting_on(alone)) == [place]
    other = user()
    membership(place, other, "facilitator")
    assert not Cycle.objects.resting_on(alone).exists()
    assert not Cycle.objects.resting_on(other).exists()
