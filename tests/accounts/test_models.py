import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case_and_nobody_has_a_password():
    made = user("Prenom.NOM@Example.ORG")
    assert made.email == "prenom.nom@example.org"
    assert not made.has_usable_password()
    assert str(made) == "prenom.nom@example.org"


def test_one_account_an_address_whatever_the_capitals():
    user("personne@example.org")
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        user("PERSONNE@example.org")


def test_the_database_refuses_capitals():
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"):
        User.objects.create(email="Personne@example.org")


def test_the_refusals_speak_french():
    user("personne@example.org")
    with pytest.raises(ValidationError, match="Un compte existe déjà à cette adresse"):
        User(email="personne@example.org").full_clean(exclude=["password"])
    with pytest.raises(ValidationError, match="en minuscules"):
        User(email="Autre@example.org").full_clean(exclude=["password"])


def test_natural_key_ignores_capitals(known):
    assert User.objects.get_by_natural_key("CONNUE@example.org") == known
