import pytest

from mapping.models import Territory
from tests.factories.cycle import cycle
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quartier(communes):
    return territory(kind="neighbourhood", name="Le Canal", parents=communes)


@pytest.fixture
def url(quartier):
    return f"/territoires/quartiers/{quartier.pk}/supprimer/"


def test_reading_the_page_deletes_nothing(client, keeper, quartier, url):
    client.force_login(keeper)
    assert "Supprimer Le Canal" in client.get(url).content.decode()
    assert Territory.objects.filter(pk=quartier.pk).exists()


def test_a_quartier_goes_and_its_communes_stay(client, keeper, quartier, url):
    client.force_login(keeper)
    answer = client.post(url, follow=True)
    assert answer.redirect_chain == [("/territoires/", 302)]
    assert "« Le Canal » n’est plus sur la carte." in answer.content.decode()
    assert client.get(quartier.get_absolute_url()).status_code == 404
    assert Territory.objects.communes().count() == 2
    assert client.post(url).status_code == 404


def test_what_something_stands_on_stays(client, keeper, quartier, url):
    cycle(territory=quartier)
    client.force_login(keeper)
    answer = client.post(url, follow=True)
    assert answer.redirect_chain == [(quartier.get_absolute_url(), 302)]
    assert "sert ailleurs dans le portail" in answer.content.decode()
    assert Territory.objects.filter(pk=quartier.pk).exists()
