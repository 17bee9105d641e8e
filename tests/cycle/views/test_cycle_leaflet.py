"""The leaflet: two pages, whatever the cycle says, of what everybody may read."""

import datetime
import io

import pypdf
import pytest
from django.urls import reverse

from cycle.exchange import read, store
from cycle.models import Contact, Objective, Partner
from cycle.services import save_workday
from support import pdf
from tests.cycle.test_data import DEMONSTRATION, ESSONNE
from tests.factories import accounts, mapping
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

MORE = "… la suite en ligne"


def address(cycle):
    return reverse("cycle:leaflet", args=[cycle.slug])


def fetched(client, cycle):
    response = client.get(address(cycle))
    assert response.status_code == 200
    return pypdf.PdfReader(io.BytesIO(response.content))


def words(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).replace("\u00a0", " ").split())


@pytest.fixture
def department():
    made = mapping.territory(kind="department", code="91", name="Essonne")
    for code in ("91228", "91103"):
        mapping.territory(kind="commune", code=code, parents=[made])


@pytest.mark.usefixtures("department")
@pytest.mark.parametrize("text", [ESSONNE, DEMONSTRATION], ids=["essonne", "demonstration"])
def test_each_bundled_cycle_makes_two_tagged_pages_in_french_and_nothing_is_cut(client, text):
    cycle = store(read(text)).cycle
    document = fetched(client, cycle)
    assert len(document.pages) == 2
    root = document.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert document.metadata.title == f"{cycle.title} : la plaquette"
    for page in document.pages:
        # A4, in points.
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    said = words(document)
    assert MORE not in said
    assert cycle.licence in said
    assert f"/cycles/{cycle.slug}/" in said
    for row in [*cycle.phases.all(), *cycle.themes.all(), *cycle.partners.all(), *cycle.contacts.all()]:
        shown = getattr(row, "title", None) or getattr(row, "name", None) or row.organisation
        # Lines break where they must.
        assert "".join(shown.split()) in "".join(said.split())


@pytest.mark.usefixtures("department")
def test_it_invents_no_day_and_says_those_that_are_known(client):
    essonne = words(fetched(client, store(read(ESSONNE)).cycle))
    assert essonne.count("jour non précisé") == 8
    demonstration = words(fetched(client, store(read(DEMONSTRATION)).cycle))
    assert "jour à préciser" in demonstration
    assert "annulée, " in demonstration
    assert "visio" not in demonstration


def test_it_is_shown_in_the_browser_and_named_when_it_is_kept(client):
    cycle = make.cycle()
    response = client.get(address(cycle))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="plaquette-{cycle.slug}.pdf"'
    assert len(fetched(client, cycle).pages) == 2


def test_what_members_alone_may_know_is_not_there(client):
    cycle = make.cycle(service_email="equipe@example.org")
    make.workday(cycle, title="Fonder", video_link="https://visio.example/secret")
    make.membership(cycle, person := accounts.user("canari@example.org"), "facilitator")
    client.force_login(person)
    said = words(fetched(client, cycle))
    assert "Fonder" in said
    assert "@" not in said
    assert "visio.example" not in said


def test_however_long_its_texts_it_has_two_pages_and_says_that_the_rest_is_online(client):
    cycle = make.cycle(
        title="Un titre long " * 14, tagline="Une accroche longue " * 14, context="Un contexte. " * 4000
    )
    for number in range(1, 13):
        text = "Un objectif qui se dit en beaucoup de mots. " * 30
        Objective.objects.create(cycle=cycle, number=number, text=text)
        Contact.objects.create(
            cycle=cycle, number=number, organisation="Structure " * 15, address="Rue " * 60
        )
        Partner.objects.create(cycle=cycle, number=number, name="Partenaire " * 15, role="partner")
    for _ in range(8):
        phase = make.phase(cycle, title="Une phase longue " * 11)
        for _ in range(6):
            make.theme(cycle, phase=phase, title="Un thème long " * 20)
            make.workday(cycle, phase=phase, title="Une journée longue " * 10, place="Un lieu " * 30)
    document = fetched(client, cycle)
    assert len(document.pages) == 2
    for page in document.pages:
        assert MORE in " ".join(page.extract_text().split())
    assert f"/cycles/{cycle.slug}/" in words(document)


def test_a_context_too_long_is_cut_and_the_objectives_stay(client):
    cycle = make.cycle(context="Un contexte assez long pour ne pas tenir.\n\n" * 150)
    Objective.objects.create(cycle=cycle, number=1, text="Se parler, enfin.")
    first = " ".join(fetched(client, cycle).pages[0].extract_text().split())
    assert MORE in first
    assert "Se parler, enfin." in first


def test_an_empty_cycle_has_its_two_pages_too(client):
    document = fetched(client, make.cycle())
    assert len(document.pages) == 2
    assert "Le programme paraîtra en ligne." in words(document)


@pytest.mark.parametrize("text", ['#read("/etc/passwd")', "Fête 🎉", "*gras* $x$ @qui", "a" * 190])
def test_what_people_wrote_is_text(client, text):
    cycle = make.cycle(title=text, context=text)
    make.workday(cycle, title=text)
    document = fetched(client, cycle)
    assert len(document.pages) == 2
    if text.startswith("#"):
        assert words(document).count(text) == 3


def test_it_is_made_once_for_as_long_as_nothing_changes(client, monkeypatch):
    made = []
    render = pdf.render
    monkeypatch.setattr(pdf, "render", lambda *args: made.append(args) or render(*args))
    cycle = make.cycle()
    day = make.workday(cycle, title="Fonder")
    person = accounts.user()
    make.membership(cycle, person, "facilitator")
    day.place = "Massy"
    save_workday(day, [], version=1, user=person)
    client.force_login(person)
    for _ in range(2):
        assert "Massy" in words(fetched(client, cycle))
    assert len(made) == 1
    day.place = "Évry"
    day.refresh_from_db(fields=["version"])
    save_workday(day, [], version=day.version, user=person)
    assert "Évry" in words(fetched(client, cycle))
    assert len(made) == 2


def test_whoever_is_not_logged_in_gets_it_from_memory_until_it_changes(client):
    cycle = make.cycle()
    day = make.workday(cycle, title="Fonder")
    first = client.get(address(cycle))
    assert first["Cache-Control"].startswith("public")
    assert client.get(address(cycle), headers={"If-None-Match": first["ETag"]}).status_code == 304
    day.place = "Évry"
    save_workday(day, [], version=1, user=accounts.user())
    assert "Évry" in words(fetched(client, cycle))


@pytest.mark.parametrize("role", ["facilitator", "observer", "participant"])
def test_that_of_a_private_cycle_is_for_its_members(client, role):
    cycle = make.cycle(is_public=False)
    assert client.get(address(cycle)).status_code == 404
    client.force_login(accounts.user())
    assert client.get(address(cycle)).status_code == 404
    make.membership(cycle, person := accounts.user(), role)
    client.force_login(person)
    response = client.get(address(cycle))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("count", [1, 3])
def test_more_rows_cost_no_more_queries(client, count, django_assert_num_queries):
    cycle = make.cycle()
    for number in range(1, count + 1):
        theme = make.theme(cycle, phase=make.phase(cycle))
        day = {"precision": "day", "date": datetime.date(2026, 3, number)}
        make.workday(cycle, phase=theme.phase, themes=[theme], venue=make.venue(cycle), **day)
        Objective.objects.create(cycle=cycle, number=number, text="Se parler")
    with django_assert_num_queries(5):
        client.get(address(cycle))


def test_one_finds_it_from_the_page_of_the_cycle_and_from_the_board(client):
    cycle = make.cycle()
    link = f'href="{address(cycle)}"'
    assert link in client.get(cycle.get_absolute_url()).text
    make.membership(cycle, person := accounts.user(), "facilitator")
    client.force_login(person)
    assert link not in client.get(reverse("cycle:board", args=[cycle.slug])).text
    cycle.publish_programme()
    assert link in client.get(reverse("cycle:board", args=[cycle.slug])).text
