import pytest

from accounts.deletion import erase_account
from charter.models import Signatory
from charter.verification import verify
from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.cycle import membership

pytestmark = pytest.mark.django_db


def test_an_erased_account_leaves_its_signature_without_a_name_and_the_chain_whole(client):
    version = made.version()
    membership(version.charter.cycle, person := user())
    made.signatory(version, person, name="Partie Durand", is_displayed=True)
    made.signatory(version, name="Restée Dupont", is_displayed=True)
    page = version.charter.get_absolute_url()
    assert "Partie Durand" in client.get(page).text
    assert erase_account(person)
    text = client.get(page).text
    assert "Partie Durand" not in text
    assert "2 personnes ont signé" in text
    erased = Signatory.objects.get(erased_at__isnull=False)
    assert (erased.name, erased.function, erased.organisation, erased.salt) == ("", "", "", "")
    verdict = verify(version.charter)
    assert verdict.is_valid
    assert (verdict.signatures, verdict.erased) == (2, 1)
