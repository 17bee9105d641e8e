"""Somebody who was on the map and deleted their account: off it, told to nobody, and never put back."""

import pytest
from django.core.exceptions import ValidationError

from mapping import moderation
from mapping.models import Actor
from mapping.moderation import StaleError
from mapping.personal import MapPart
from tests.factories.accounts import user
from tests.factories.mapping import actor

pytestmark = pytest.mark.django_db


def person(**fields):
    """A person on the map, proposed by an account of their own."""
    return actor(**{"legal_family": "individual", "name": "Awa Diop", "proposed_by": user(), **fields})


def forget(made):
    MapPart().erase(made.proposed_by)
    return Actor.objects.get(pk=made.pk)


@pytest.mark.parametrize("status", ["proposed", "published", "withdrawn", "merged"])
def test_whoever_read_the_row_before_holds_an_older_version(status):
    into = actor() if status == "merged" else None
    left = forget(person(status=status, merged_into=into))
    assert left.is_forgotten
    assert left.version == 2
    assert left.status == ("merged" if status == "merged" else "withdrawn")


def test_an_organisation_stays_as_it_was_without_who_proposed_it():
    left = forget(person(legal_family="association", name="La Boussole", status="withdrawn"))
    assert (left.name, left.proposed_by, left.version, left.is_forgotten) == ("La Boussole", None, 1, False)


@pytest.mark.parametrize("status", ["proposed", "withdrawn"])
def test_no_steward_puts_somebody_back(status):
    left = forget(person(status=status))
    for version in (1, left.version):
        with pytest.raises(StaleError):
            moderation.restore(left, version=version)
        with pytest.raises(StaleError):
            moderation.publish(left, version=version, name="Awa Diop")
    assert Actor.objects.get(pk=left.pk).status == "withdrawn"


def test_the_database_itself_keeps_them_off():
    left = forget(person())
    left.status = "published"
    with pytest.raises(ValidationError, match="ne revient pas sur la carte"):
        left.validate_constraints()


def test_refused_are_those_that_a_steward_refused():
    refused = person(status="withdrawn", legal_family="association")
    forgotten = forget(person(status="withdrawn"))
    others = [actor(status=status) for status in ("proposed", "published")]
    assert list(Actor.objects.refused()) == [refused]
    assert [row for row in (refused, forgotten, *others) if row.is_refused] == [refused]
