import io

import pytest
from django.core.management import CommandError, call_command

from mapping.models import Steward
from tests.factories.accounts import user
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db


def create(email, code):
    out = io.StringIO()
    call_command("create_steward", email, territory=code, stdout=out)
    return out.getvalue()


def test_a_person_is_given_the_map_of_a_territory_once():
    person, place = user("anna@example.org"), territory(kind="department", code="91", name="Essonne")
    assert create("Anna@example.org", "91") == "anna@example.org tient désormais la carte : Essonne.\n"
    assert create("anna@example.org", "91") == "anna@example.org tenait déjà la carte : Essonne.\n"
    assert list(Steward.objects.values_list("territory", "user")) == [(place.pk, person.pk)]


def test_an_unknown_person_or_territory_is_said():
    with pytest.raises(CommandError, match="Aucun compte à l’adresse"):
        create("personne@example.org", "91")
    user("anna@example.org")
    territory(kind="qpv", code="QP1")
    for code in ("91", "QP1"):
        with pytest.raises(CommandError, match="Aucun territoire de code"):
            create("anna@example.org", code)
