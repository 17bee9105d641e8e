import datetime
import html
import io
import re

import pytest
from django.core.management import call_command

from support.public_pages import touching
from tests.factories.accounts import user
from tests.factories.mapping import drawn, square, steward, territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return territory(kind="department", code="91", name="Essonne", population=1000)


@pytest.fixture
def epci(department):
    return territory(
        kind="epci",
        code="200059228",
        name="Grand Paris Sud",
        full_name="Communauté d’agglomération Grand Paris Sud",
        population=900,
        is_partial=True,
        parents=[department],
    )


@pytest.fixture
def commune(department, epci):
    return drawn(code="91228", name="Évry-Courcouronnes", population=66_919, parents=[department, epci])


def text(client, place):
    """The words of a territory's page, tags and doubled spaces taken out."""
    answer = client.get(place.get_absolute_url())
    assert answer.status_code == 200
    body = answer.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_each_nature_has_a_french_address(department, epci, commune):
    places = [department, epci, commune, territory(kind="former_commune", code="91182", successor=commune)]
    places += [
        territory(kind=kind, code="q") for kind in ("qpv", "neighbourhood", "cite_educative", "region")
    ]
    assert [place.get_absolute_url() for place in places] == [
        "/territoires/departement/91/",
        "/territoires/intercommunalite/200059228/",
        "/territoires/commune/91228/",
        "/territoires/ancienne-commune/91182/",
        "/territoires/quartier-prioritaire/q/",
        "/territoires/quartier/q/",
        "/territoires/cite-educative/q/",
        "/territoires/region/q/",
    ]


def test_a_commune_says_where_it_belongs_and_where_it_is(client, department, epci, commune):
    page = client.get(commune.get_absolute_url()).content.decode()
    assert "<h1>Évry-Courcouronnes</h1>" in page
    assert "66\xa0919 habitants" in page
    for parent in (department, epci):
        assert f'<a href="{parent.get_absolute_url()}">{parent.name}</a>' in page
    assert 'aria-label="Évry-Courcouronnes sur la carte : Essonne"' in page
    assert page.count("IGN ADMIN EXPRESS") == 1


def test_an_intercommunalite_keeps_its_full_name_and_says_that_it_is_known_in_part(client, epci, commune):
    page = text(client, epci)
    assert "Communauté d’agglomération Grand Paris Sud" in page
    assert "900 habitants (Essonne seulement)" in page
    assert "La commune, en toutes lettres" in page
    assert page.count("IGN ADMIN EXPRESS") == 1


def test_a_department_shows_its_map(client, department, commune):
    page = client.get(department.get_absolute_url()).content.decode()
    assert 'aria-label="Essonne : 1 commune"' in page
    assert f'<a href="{commune.get_absolute_url()}" aria-label="Évry-Courcouronnes, Grand Paris Sud">' in page


def test_a_former_commune_leads_to_the_one_that_it_joined_and_back(client, department, commune):
    former = territory(
        kind="former_commune",
        name="Courcouronnes",
        successor=commune,
        valid_until=datetime.date(2019, 1, 1),
        parents=[department],
    )
    assert "Courcouronnes s’est fondue dans Évry-Courcouronnes le 1er janvier 2019." in text(client, former)
    assert commune.get_absolute_url() in client.get(former.get_absolute_url()).content.decode()
    assert "Courcouronnes s’y est fondue le 1er janvier 2019." in text(client, commune)


def test_a_day_that_nobody_knows_is_not_invented(client, commune):
    former = territory(kind="former_commune", name="Ancienne", successor=commune)
    assert "Ancienne s’est fondue dans Évry-Courcouronnes ." in text(client, former)


def test_a_quartier_shows_its_communes_and_they_show_it(client, department, epci, commune):
    quartier = drawn(kind="qpv", code="QP1", name="Pyramides", outline=square(side=0.002), parents=[commune])
    page = client.get(quartier.get_absolute_url()).content.decode()
    assert 'class="outline"' in page
    assert 'aria-label="Évry-Courcouronnes sur la carte : Essonne"' in page
    for place in (commune, epci, department):
        assert (
            f'<a href="{quartier.get_absolute_url()}">Pyramides</a>'
            in client.get(place.get_absolute_url()).content.decode()
        )


def test_a_territory_without_any_outline_is_read_all_the_same(client):
    alone = territory(kind="department", name="Ailleurs")
    territory(name="Seule", parents=[alone])
    page = client.get(alone.get_absolute_url()).content.decode()
    assert "Seule" in page
    assert "<svg viewBox" not in page.partition("<main")[2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_the_rows(
    client, department, epci, count, django_assert_max_num_queries
):
    for n in range(count):
        place = drawn(parents=[department, epci], outline=square(west=2 + n / 10))
        territory(kind="qpv", parents=[place])
        territory(kind="former_commune", successor=place)
    for shown in (department, epci, place):
        with django_assert_max_num_queries(9):
            client.get(shown.get_absolute_url())


@pytest.mark.parametrize(
    "address",
    [
        "/territoires/commune/99999/",
        "/territoires/departement/91228/",
        "/territoires/planete/91/",
        "/territoires/commune/" + "9" * 81 + "/",
        "/territoires/commune/%F0%9F%98%80/",
        "/territoires/commune/%0A/",
    ],
)
def test_what_nobody_knows_is_not_found(client, commune, address):
    assert client.get(address).status_code == 404


def test_a_change_shows_at_the_next_request(client, commune):
    address = commune.get_absolute_url()
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    with touching("territories"):
        commune.name = "Nouveau nom"
        commune.save()
    answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "Nouveau nom" in answer.content.decode()


def test_only_who_keeps_the_map_is_offered_to_change_a_quartier(client, department, epci, commune):
    quartier = territory(kind="qpv", name="Pyramides", parents=[commune])
    address, offered = quartier.get_absolute_url(), f"/territoires/quartiers/{quartier.pk}/modifier/"
    keeper = user()
    steward(department, keeper)
    assert offered not in client.get(address).content.decode()
    client.force_login(user())
    assert offered not in client.get(address).content.decode()
    client.force_login(keeper)
    assert offered in client.get(address).content.decode()
    assert "modifier/" not in client.get(commune.get_absolute_url()).content.decode()


def test_the_page_is_only_read(client, commune):
    assert client.post(commune.get_absolute_url()).status_code == 405


def test_every_page_of_the_essonne_is_there(client):
    call_command("load_territories", stdout=io.StringIO())
    for address in (
        "departement/91",
        "intercommunalite/200058014",
        "commune/91228",
        "commune/91390",
        "ancienne-commune/91222",
    ):
        assert client.get(f"/territoires/{address}/").status_code == 200
