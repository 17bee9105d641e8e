"""The page of the map: every number opens its list, every state is an address, nothing about persons."""

import html
import re

import pytest

from mapping.models import ActorContact, Territory
from mapping.portrait import Portrait
from support.public_pages import touching
from tests.factories.mapping import action, actor, drawn, square, territory

pytestmark = pytest.mark.django_db

MAP = "/carte/"
HTMX = {"HX-Request": "true", "HX-Target": "resultats"}
LISTED = re.compile(r'<li><b><a href="/carte/structures/\d+/">(.*?)</a>')
COMMUNE = re.compile(r'<a href="(\?[^"]*)" aria-label="([^"]*) : (\d+)">')


@pytest.fixture
def here(communes):
    return communes[0]


@pytest.fixture
def there(communes):
    return communes[1]


def page(client, query="", **headers):
    answer = client.get(f"{MAP}{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client, query):
    """The names of a list, over all its pages."""
    names, seen = [], set()
    while query not in seen:
        seen.add(query)
        body = page(client, query)
        names += LISTED.findall(body)
        if following := re.search(r'href="(\?[^"]*)#liste">Page suivante', body):
            query = html.unescape(following[1])
    return names


def sentence(body):
    return html.unescape(re.search(r"<h2>(.*?)</h2>", body)[1])


def test_the_answer_comes_first_in_a_sentence(client, here):
    agglo = here.parents.get(kind="epci")
    for _ in range(2):
        action(actor(), publics=["age_16_18"], territories=[agglo])
    body = page(client, f"?public=age_16_18&territoire=intercommunalite-{agglo.code}")
    assert sentence(body) == "2 structures agissent pour les 16–18\u00a0ans dans Agglo de Évry."


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "1 structure est sur la carte."),
        ("?public=parents", "Aucune structure n’agit pour les parents."),
        ("?vue=siege", "1 structure a son siège sur la carte."),
        (
            "?vue=siege&public=age_16_18",
            "1 structure a son siège sur la carte et une action pour les 16–18\u00a0ans.",
        ),
        (
            "?vue=siege&public=parents&territoire=commune-91228",
            "Aucune structure n’a à la fois son siège à Évry et une action pour les parents.",
        ),
        (
            "?vue=siege&q=boussole&territoire=commune-91228",
            "Aucune structure où il est question de « boussole » n’a son siège à Évry.",
        ),
        ("?vue=departement", "Aucune structure n’agit dans tout le département."),
        ("?territoire=commune-91228", "1 structure agit à Évry."),
        ("?territoire=commune-91228&vue=tout", "1 structure agit à Évry ou dans tout le département."),
        ("?territoire=departement-91", "1 structure agit dans le département (Essonne)."),
        ("?q=%C3%89chapp%C3%A9e", "1 structure où il est question de « Échappée » est sur la carte."),
        (
            "?categorie=social_centre&moment=prevention",
            "1 structure de la catégorie « centre social » agit en prévention.",
        ),
    ],
)
def test_each_question_has_its_sentence(client, here, query, told):
    one = actor(name="L’Échappée", commune=here)
    action(one, publics=["age_16_18"], stages=["prevention"], territories=[here])
    assert sentence(page(client, query)) == told


@pytest.mark.parametrize("view", ["", "tout", "departement", "siege"])
@pytest.mark.parametrize("public", ["", "age_16_18"])
def test_every_number_opens_a_list_of_that_length(client, department, communes, view, public):
    for n in range(25):
        one = actor(name=f"Structure {n:02}", commune=communes[n % 2])
        action(
            one,
            publics=["age_16_18"] if n % 3 else ["parents"],
            territories=[[communes[0]], [communes[1], department], [communes[1].parents.get(kind="epci")]][
                n % 3
            ],
        )
    query = f"?public={public}&vue={view}"
    body = page(client, query)
    found = COMMUNE.findall(body)
    assert len(found) == 2
    for address, _, number in found:
        assert len(listed(client, html.unescape(address))) == int(number)
    assert str(len(listed(client, query))) in sentence(body).replace("Aucune", "0")
    for address in re.findall(r'href="([^"]*)">Les voir', body):
        number = re.search(r"(?:Parmi elles|Dans tout le département), (\d+) structures?", body)[1]
        assert len(listed(client, html.unescape(address))) == int(number)


def test_communes_where_nobody_acts_are_told_in_words_too(client, here, there):
    action(actor(commune=there), territories=[here])
    body = page(client)
    nobody = body[body.index("Où personne n’agit") :]
    assert f'<li><a href="?territoire=commune-{there.code}">Massy</a></li>' in nobody
    assert f'<li><a href="?territoire=commune-{here.code}">Évry : 1</a></li>' in nobody
    assert 'fill="url(#hachures)"' in body


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("categorie", "bistrot", "Cette catégorie n’existe pas."),
        ("public", "babies", "Ce public n’existe pas."),
        ("moment", "later", "Ce moment n’existe pas."),
        ("territoire", "commune-00000", "Ce territoire n’est pas sur la carte."),
        ("vue", "x", "Cette façon de compter n’existe pas."),
        ("q", "é" * 101, "Cent caractères au plus"),
    ],
)
def test_a_value_that_does_not_exist_is_told_beside_its_field(client, here, name, value, told):
    answer = client.get(MAP, {name: value, "page": "abc"})
    body = answer.content.decode()
    assert answer.status_code == 200
    field = body[body.index(f'<div class="field {name}">') :].partition("</div>")[0]
    assert told in field
    assert 'aria-invalid="true"' in field
    assert "La question est à revoir" in body
    assert not COMMUNE.search(body)


def test_the_form_keeps_what_was_asked(client, here):
    body = page(
        client, "?q=ici&public=parents&moment=prevention&territoire=commune-91228&vue=tout&categorie=cfa"
    )
    for kept in ['value="ici"', 'value="parents" selected', 'value="prevention" selected']:
        assert kept in body, kept
    for kept in ['value="commune-91228" selected', 'value="tout" selected', 'value="cfa" selected']:
        assert kept in body, kept


def test_a_commune_of_the_past_answers_with_its_successor(client, here, department):
    past = territory(kind="former_commune", code="91182", name="Jadis", successor=here, parents=[department])
    action(actor(name="Servie"), territories=[past])
    body = page(client, "?territoire=ancienne-commune-91182")
    assert "Jadis fait désormais partie de Évry" in body
    assert sentence(body) == "1 structure agit à Évry."
    assert LISTED.findall(body) == ["Servie"]


def test_what_is_fictional_says_so(client, here):
    actor(name="Réelle", commune=here)
    assert "inventées" not in page(client)
    with touching("actors"):
        actor(name="Inventée", commune=here, is_fictional=True)
    body = page(client)
    assert "Les structures marquées « fictive » sont inventées" in body
    assert body.count('<span class="fictional">') == 1


def test_nothing_about_persons_is_ever_on_the_map(client, here):
    one = actor(name="Une structure", commune=here)
    action(one, title="Une action", territories=[here])
    for is_public in (True, False):
        ActorContact.objects.create(
            actor=one,
            name="Camille Dupré",
            function="Direction",
            email="camille@example.org",
            phone="01 99 00 11 22",
            is_public=is_public,
        )
    for query in ("", "?vue=siege", f"?territoire=commune-{here.code}", "?public=parents"):
        body = page(client, query)
        for canary in ("Camille", "camille", "01 99", "Direction"):
            assert canary not in body, query
    for words in ("camille", "dupre", "direction", "99"):
        assert "Aucune structure" in page(client, f"?q={words}")


@pytest.mark.parametrize("query", ["", "?public=parents&q=a&territoire=departement-91", "?vue=siege"])
def test_the_queries_do_not_grow_with_rows(client, here, query, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        with touching("actors"):
            for _ in range(number):
                one = actor(name="Une structure", commune=here)
                action(one, title="a", publics=["parents"], territories=[here, here.parents.first()])
        with django_assert_max_num_queries(10) as queries:
            page(client, query)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["", "?public=parents&territoire=commune-91228", "?vue=nimporte"])
def test_the_fragment_is_its_section_of_the_page_and_speaks_the_number(client, here, query):
    action(actor(), publics=["parents"], territories=[here])
    whole, fragment = page(client, query), page(client, query, **HTMX)
    inside, announcement = fragment.split('<p id="annonce" hx-swap-oob="innerHTML">')
    section = whole.partition('aria-label="La réponse">')[2].partition("</section>")[0]
    # The title goes with the address that is pushed; the rest is what stands in the page.
    assert section.strip() == inside.partition("</title>")[2].strip()
    assert '<p id="annonce" class="visually-hidden" role="status"></p>' in whole
    assert announcement.startswith(re.search(r"<h2>(.*?)</h2>", whole)[1].removesuffix(" à revoir"))


def test_the_back_button_gets_the_whole_page(client, here):
    assert "<!doctype html>" in page(client, "", **{"HX-Request": "true"})
    assert "<!doctype html>" in page(client, "", **{"HX-Request": "true", "HX-Target": "autre"})
    assert "HX-Target" in client.get(MAP)["Vary"]


def test_the_page_is_renewed_when_an_actor_or_a_territory_changes(client, here):
    assert "Aucune structure" in page(client)
    with touching("actors"):
        actor(commune=here)
    assert "1 structure est sur la carte" in page(client)
    with touching("territories"):
        Territory.objects.filter(pk=here.pk).update(name="Évry-Nouvelle")
    assert "Évry-Nouvelle" in page(client)


def test_names_are_written_as_text(client, department):
    wild = drawn(name="<b>&\"'", code='"><script>', outline=square(), parents=[department])
    action(actor(name="<i>Nom</i>", commune=wild), title="<u>", territories=[wild])
    body = page(client)
    assert "<script>" not in body
    assert "<b>&" not in body
    assert "<i>Nom" not in body
    (address,) = [address for address, _, number in COMMUNE.findall(body) if number == "1"]
    assert LISTED.findall(page(client, html.unescape(address))) == ["&lt;i&gt;Nom&lt;/i&gt;"]


@pytest.mark.parametrize(
    ("query", "heading", "told"),
    [
        ("", "Où personne n’agit", "Dans ces communes, personne n’agit."),
        ("?vue=siege", "Où personne n’a son siège", "Dans ces communes, personne n’a son siège."),
        (
            "?vue=siege&public=parents",
            "Les communes sans réponse",
            "Dans ces communes, personne n’a à la fois son siège et une action pour les parents.",
        ),
        (
            "?vue=siege&moment=prevention&q=boussole",
            "Les communes sans réponse",
            "question de « boussole » n’a à la fois son siège et une action en prévention.",
        ),
        ("?categorie=mission_locale", "Les communes sans réponse", "aucune structure de la catégorie «"),
        (
            "?q=boussole",
            "Les communes sans réponse",
            "aucune structure où il est question de « boussole » n’agit.",
        ),
        ("?vue=departement", "Les communes sans réponse", "personne n’agit à l’échelle du département."),
        ("?public=parents", "Les communes sans réponse", "personne n’agit pour les parents."),
    ],
)
def test_nobody_is_said_of_those_who_were_asked_for_alone(client, here, there, query, heading, told):
    action(actor(name="Autre", commune=here), territories=[here])
    body = html.unescape(page(client, query)).replace("\u00a0", " ")
    assert f"<h3>{heading}</h3>" in body
    assert told in body[body.index(heading) :]


def test_seats_are_known_to_a_commune_not_to_its_quartier(client, here):
    territory(kind="qpv", code="Q", name="Halle", parents=[here])
    actor(commune=here)
    assert "a son siège dans la commune du quartier « Halle »." in html.unescape(
        sentence(page(client, "?vue=siege&territoire=quartier-prioritaire-Q"))
    )


@pytest.mark.parametrize(
    ("query", "start"),
    [("", "La carte ·"), ("?vue=siege", "La carte : Aucune"), ("?vue=nimporte", "Erreur : La carte ·")],
)
def test_the_title_follows_an_answer_that_htmx_puts_in(client, here, query, start):
    title = re.search("<title>(.*?)</title>", page(client, query, **HTMX))
    assert title[1].replace("\u00a0", " ").startswith(start)
    assert title[0] in page(client, query)


def test_without_territories_the_page_stands(client):
    body = page(client)
    assert "Aucun territoire n’est encore chargé" in body
    assert "Où personne" not in body


def test_a_place_without_outline_has_no_drawing_but_a_list(client):
    territory(name="Sans contour", code="X1")
    body = page(client)
    assert "<svg viewBox" not in body.partition('id="resultats"')[2]
    assert "Sans contour" in body


class Numbers:
    def __init__(self, *numbers):
        self.numbers = [(None, number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "labels"),
    [
        ([0, 0], ["personne"]),
        ([0, 1, 1, 1], ["personne", "1 et plus"]),
        ([1, 2, 3, 4, 5, 6, 7, 8], ["personne", "1 à 2", "3 à 4", "5 à 6", "7 et plus"]),
        ([0, 2, 2, 9], ["personne", "1 structure", "2 à 8", "9 et plus"]),
    ],
)
def test_the_legend_has_classes_that_hold_every_number(numbers, labels):
    portrait = Portrait(Numbers(*numbers))
    assert [shade.label for shade in portrait.shades] == labels
    for number in numbers:
        shade = portrait.shades[portrait.rank_of(number)]
        assert shade.least <= number <= (shade.most if shade.most is not None else number)
