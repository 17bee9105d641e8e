"""The erasable name behind rows that never change."""

import pytest

from accounts import personal
from accounts.account_part import AccountPart
from accounts.models import Identity, User
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


def test_one_person_has_one_identity():
    somebody = user("awa@example.org")
    assert Identity.objects.of(somebody) == Identity.objects.of(somebody)


def test_it_is_called_by_its_name_or_by_its_part():
    identity = Identity.objects.of(user("awa@example.org"))
    assert str(identity) == "une personne de l’équipe"
    identity.name = "Awa Diop"
    assert str(identity) == "Awa Diop"


def test_erased_it_stays_and_names_nobody():
    somebody = user("awa@example.org")
    Identity.objects.filter(pk=Identity.objects.of(somebody).pk).update(name="Awa Diop")
    AccountPart().erase(somebody)
    left = Identity.objects.get()
    assert (left.user, left.name, str(left)) == (None, "", "personne dont le compte est effacé")


def test_an_account_that_goes_leaves_its_identity_without_a_person():
    Identity.objects.of(user("awa@example.org"))
    User.objects.get().delete()
    assert str(Identity.objects.get()) == "personne dont le compte est effacé"


def test_what_is_held_is_told_by_part():
    somebody = user("awa@example.org")
    assert personal.collect(somebody)["account"]["email"] == "awa@example.org"
