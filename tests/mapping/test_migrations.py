"""What a migration does to the rows that it finds."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.accounts import user
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db(transaction=True)

FORGOTTEN = "Personne retirée de la carte"


@pytest.fixture
def before():
    """Actors before people who were erased bore a mark; afterwards all is put back, triggers too.

    All rooms: what stands on the mark went with it.
    """
    state = MigrationExecutor(connection).migrate([("mapping", "0004_withdrawn_numbers")])
    yield state.apps.get_model("mapping", "Actor")
    call_command("migrate", verbosity=0)


def test_people_who_were_erased_before_are_marked_and_taken_off_the_map(before):
    commune = territory()

    def made(**fields):
        row = {"name": FORGOTTEN, "legal_family": "individual", "category": "training_body"}
        return before.objects.create(**{**row, "commune_id": commune.pk, **fields}).pk

    survivor = made(name="Le Relais", status="published")
    erased = [made(status=status) for status in ("withdrawn", "proposed", "published")]
    merged = made(status="merged", merged_into_id=survivor)
    others = [
        made(name="Awa Diop", status="withdrawn"),
        made(legal_family="association", status="published"),
        made(status="proposed", proposed_by_id=user().pk),
    ]
    state = MigrationExecutor(connection).migrate([("mapping", "0006_forgotten_stay_off")])
    left = state.apps.get_model("mapping", "Actor").objects.in_bulk()
    assert [(left[pk].is_forgotten, left[pk].status, left[pk].version) for pk in erased] == [
        (True, "withdrawn", 2)
    ] * 3
    assert (left[merged].is_forgotten, left[merged].status) == (True, "merged")
    assert [(left[pk].is_forgotten, left[pk].version) for pk in [survivor, *others]] == [(False, 1)] * 4
