import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mapping.geojson import MOST_BYTES
from mapping.models import Territory
from support.public_pages.models import PublicScope
from tests.accounts.entrance import leads_to_log_in
from tests.factories.accounts import user
from tests.factories.mapping import square, territory

pytestmark = pytest.mark.django_db

URL = "/territoires/quartiers/nouveau/"
ANSWERS = {"name": "Les Pyramides", "kind": "qpv", "code": "QN09101M", "communes": ["91228"]}


def quartiers():
    return Territory.objects.filter(kind__in=Territory.NEIGHBOURHOOD_KINDS)


@pytest.fixture
def page(client, keeper):
    """Posts as the person who keeps the map; gives back the answer."""
    client.force_login(keeper)
    return lambda **answers: client.post(URL, {**ANSWERS, **answers})


def uploaded(content, name="contour.geojson"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_a_steward_sees_the_communes_of_the_territory_folded_by_intercommunalite(
    client, keeper, communes, django_assert_num_queries
):
    territory(name="Ailleurs")
    client.force_login(keeper)
    body = client.get(URL).content.decode()
    assert body.count('<input type="checkbox" name="communes"') == 2
    assert "<summary>Agglo de Massy</summary>" in body
    assert "Ailleurs" not in body
    assert 'enctype="multipart/form-data"' in body


def test_a_quartier_is_created_and_its_page_follows(page):
    answer = page(communes=["91228", "91377"])
    quartier = quartiers().get()
    assert answer.status_code == 302
    assert answer["Location"] == quartier.get_absolute_url() == "/territoires/quartier-prioritaire/QN09101M/"
    assert quartier.name == "Les Pyramides"
    assert {commune.code for commune in quartier.parents.all()} == {"91228", "91377"}
    assert (quartier.outline, quartier.dataset) == (None, "")


def test_without_an_official_code_one_is_made(page):
    page(code="", name="L’Épi d’Or", kind="neighbourhood", communes=["91377", "91228"])
    assert quartiers().get().get_absolute_url() == "/territoires/quartier/lepi-dor-91228/"


def test_a_name_without_any_letter_still_gives_a_code(page):
    page(code="", name="…")
    assert quartiers().get().code == "91228"


def test_the_pages_are_renewed(page):
    page()
    assert PublicScope.objects.filter(name="territories").exists()


@pytest.mark.parametrize("given", ["outline_text", "outline_file"])
def test_an_outline_is_kept_and_drawn(page, given):
    content = json.dumps({"type": "Feature", "properties": {}, "geometry": square()})
    page(**{given: content if given == "outline_text" else uploaded(b"\xef\xbb\xbf" + content.encode())})
    quartier = quartiers().get()
    assert quartier.outline == square()
    assert quartier.shape.startswith("M")


@pytest.mark.parametrize("code", ["QN09101M", ""], ids=["official code", "made code"])
def test_the_same_post_again_makes_no_second_one(page, code):
    content = json.dumps(square())
    first, second = page(code=code, outline_text=content), page(code=code, outline_text=content)
    assert first["Location"] == second["Location"]
    assert quartiers().count() == 1


def test_another_quartier_cannot_take_the_same_code(page):
    page()
    answer = page(name="Le Canal")
    assert answer.status_code == 200
    assert "« Les Pyramides » porte déjà ce code." in answer.content.decode()
    assert 'value="Le Canal"' in answer.content.decode()
    assert quartiers().count() == 1


def test_another_quartier_of_the_same_name_in_the_same_commune_needs_a_code(page):
    page(code="")
    answer = page(code="", communes=["91228", "91377"])
    assert "Un quartier de ce nom existe déjà dans cette commune." in answer.content.decode()
    assert quartiers().count() == 1


def test_the_same_name_in_another_commune_is_another_quartier(page):
    page(code="", name="Centre")
    page(code="", name="Centre", communes=["91377"])
    assert quartiers().count() == 2


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"name": "x" * 201}, "200"),
        ({"name": "a\r\nb"}, "une seule ligne"),
        ({"name": "a\x00b"}, None),
        ({"kind": "commune"}, "Sélectionnez un choix valide."),
        ({"code": "a b/c"}, "lettres sans accent"),
        ({"code": "é"}, "lettres sans accent"),
        ({"communes": []}, "Cochez au moins une commune."),
        ({"communes": ["75056"]}, "Sélectionnez un choix valide."),
        ({"outline_text": "bonjour"}, "n’est pas du JSON"),
        ({"outline_text": '{"type":"Point","coordinates":[2,48]}'}, "n’est pas un contour"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_created(page, answers, said):
    answer = page(**answers)
    assert answer.status_code in ((400,) if said is None else (200,))
    if said:
        assert said in answer.content.decode()
    assert not quartiers().exists()


def test_nothing_typed_is_lost(page):
    answer = page(name="", communes=["91377"], outline_text="bonjour & <b>").content.decode()
    assert 'value="QN09101M"' in answer
    assert "bonjour &amp; &lt;b&gt;" in answer
    assert answer.count("checked") == 1
    # The intercommunalité of the ticked commune is unfolded, the other is not.
    assert answer.count("<details open>") == answer.count("<details>") == 1


def test_the_content_of_a_chosen_file_comes_back_as_text(page):
    answer = page(name="", outline_file=uploaded(json.dumps(square())))
    assert "&quot;Polygon&quot;" in answer.content.decode()


def test_a_new_file_takes_the_place_of_the_text_that_came_back(page):
    page(outline_text="faux", outline_file=uploaded(json.dumps(square())))
    assert quartiers().get().outline == square()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff", "n’est pas du texte en UTF-8"),
        (b" " * (MOST_BYTES + 1), "trop lourd"),
        (b"<svg onload='alert(1)'/>", "n’est pas du JSON"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused(page, content, said):
    answer = page(outline_file=uploaded(content))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not quartiers().exists()


def test_an_empty_file_is_no_outline(page):
    assert page(outline_file=uploaded(b"")).status_code == 302


def test_who_keeps_no_map_may_not(client, communes):
    client.force_login(user())
    assert client.get(URL).status_code == 403
    assert client.post(URL, ANSWERS).status_code == 403
    assert not quartiers().exists()


def test_a_steward_of_elsewhere_cannot_draw_here(client, communes, outsider):
    client.force_login(outsider)
    assert "Évry" not in client.get(URL).content.decode()
    assert "Sélectionnez un choix valide." in client.post(URL, ANSWERS).content.decode()
    assert not quartiers().exists()


def test_whoever_is_not_logged_in_is_sent_to_log_in(client, communes):
    for answer in (client.get(URL), client.post(URL, ANSWERS)):
        assert leads_to_log_in(answer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow_with_the_communes(client, count, django_assert_max_num_queries):
    from tests.factories.mapping import steward

    place, person = territory(kind="department"), user()
    for _ in range(count):
        territory(parents=[place])
    steward(place, person)
    client.force_login(person)
    with django_assert_max_num_queries(4):
        client.get(URL)
