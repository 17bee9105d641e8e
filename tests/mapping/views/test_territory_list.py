import pytest
from django.urls import reverse

from tests.factories.accounts import user
from tests.factories.mapping import steward, territory

pytestmark = pytest.mark.django_db

URL = "/territoires/"


def test_everybody_reads_the_list(client):
    assert reverse("mapping:territory_list") == URL
    place = territory(kind="department", name="Essonne", code="91", population=1_338_485)
    territory(kind="epci", name="Étampois Sud Essonne")
    territory(kind="qpv", name="Les Pyramides")
    territory(name="Massy")
    page = client.get(URL).content.decode()
    assert place.get_absolute_url() == "/territoires/departement/91/"
    assert f'<a href="{place.get_absolute_url()}">Essonne</a>' in page
    assert "1\xa0338\xa0485 habitants" in page
    assert "Étampois Sud Essonne" in page
    assert "Les Pyramides" in page
    # Communes are on their department's page.
    assert "Massy" not in page
    assert "Ajouter un quartier" not in page


def test_an_empty_portal_says_so(client):
    page = client.get(URL).content.decode()
    assert "Aucun territoire n’est encore chargé." in page
    assert "Aucun quartier n’est encore sur la carte." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_the_rows(client, count, django_assert_num_queries):
    for kind in ("department", "epci", "qpv"):
        for _ in range(count):
            territory(kind=kind)
    # The version of the page, then the territories.
    with django_assert_num_queries(2):
        client.get(URL)


def test_a_steward_is_offered_to_add_a_quartier_and_others_are_not(client):
    keeper = user()
    steward(territory(kind="department"), keeper)
    client.force_login(keeper)
    assert reverse("mapping:neighbourhood_create") in client.get(URL).content.decode()
    client.force_login(user())
    assert reverse("mapping:neighbourhood_create") not in client.get(URL).content.decode()


def test_the_list_is_only_read(client):
    assert client.post(URL).status_code == 405
