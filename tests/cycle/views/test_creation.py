"""A cycle is made in the browser: blank, from a file, from another cycle; and kept by its file."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycle.exchange import gather, read, write
from cycle.models import AgendaItem, Cycle, Membership, Workday
from cycle.services import save_workday
from tests.cycle.preparing import facilitator
from tests.factories import accounts
from tests.factories import cycle as make
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db

NEW, BLANK, FILE = (reverse(f"cycle:{name}") for name in ("new", "new_blank", "new_file"))
NEXT = timezone.localdate().year + 1
TEXT = """slug = "essai"
title = "Essai"
[territory]
kind = "department"
code = "91"
[[phases]]
number = 1
title = "P"
begins = 2027-03-01
ends = 2027-05-31
"""


@pytest.fixture
def essonne():
    return territory(kind="department", code="91", name="Essonne")


@pytest.fixture
def massy(essonne):
    return territory(kind="commune", code="91377", name="Massy", parents=[essonne])


@pytest.fixture
def parent(essonne):
    """A cycle with all that a cycle can hold, whose first phase begins on a Monday of September 2025."""
    cycle = make.cycle(
        title="Garder le lien",
        slug="garder-le-lien",
        territory=essonne,
        context="Pourquoi.",
        service_email="equipe@example.org",
        charter_note="Signée.",
    )
    phase = make.phase(cycle, begins_on=datetime.date(2025, 9, 1), ends_on=datetime.date(2025, 11, 30))
    theme = make.theme(cycle, phase=phase, title="Observer")
    make.workday(
        cycle,
        themes=[theme],
        title="Ce que nous voyons",
        description="Tour des constats.",
        status="held",
        precision="minute",
        date=datetime.date(2025, 9, 18),
        starts_at=datetime.time(9),
        ends_at=datetime.time(16, 30),
        format="on_site",
        venue=make.venue(cycle, name="Salle des Peupliers"),
        place="Salle 2",
        video_link="https://visio.example/secret",
        people=31,
        organisations=12,
    )
    AgendaItem.objects.create(
        workday=cycle.workdays.get(number=1), rank=1, minutes=30, title="Tour de parole", lead="Inès Canari"
    )
    make.workday(cycle, status="cancelled")
    make.workday(cycle, precision="month", date=datetime.date(2025, 11, 1), is_announced=False)
    return cycle


@pytest.fixture
def team(client, parent):
    return facilitator(client, parent)


def blank(of, **changes):
    months = {"begins": f"{NEXT}-01", "ends": f"{NEXT}-09", "phases": "3"}
    return {"title": "Évry, ensemble", "slug": "", "territory": of.pk, **months, **changes}


def test_a_blank_cycle_is_private_has_its_phases_and_whoever_made_it_runs_it(client, team, massy):
    assert BLANK in client.get(NEW).text
    answer = client.post(BLANK, blank(massy), follow=True)
    made = Cycle.objects.get(slug="evry-ensemble")
    assert answer.redirect_chain == [(reverse("cycle:board", args=["evry-ensemble"]), 302)]
    assert (made.title, made.territory, made.is_public) == ("Évry, ensemble", massy, False)
    assert [(phase.begins_on, phase.ends_on) for phase in made.phases.all()] == [
        (datetime.date(NEXT, 1, 1), datetime.date(NEXT, 3, 31)),
        (datetime.date(NEXT, 4, 1), datetime.date(NEXT, 6, 30)),
        (datetime.date(NEXT, 7, 1), datetime.date(NEXT, 9, 30)),
    ]
    assert Cycle.objects.facilitated_by(team).filter(pk=made.pk).exists()
    assert Client().get(made.get_absolute_url()).status_code == 404


def test_sent_twice_it_is_made_once_and_an_address_taken_is_said(client, team, massy):
    for _ in range(2):
        assert client.post(BLANK, blank(massy)).status_code == 302
    assert Cycle.objects.count() == 2
    assert Membership.objects.filter(user=team).count() == 2
    for slug in ("garder-le-lien", make.cycle(title="Autre").slug):
        answer = client.post(BLANK, blank(massy, title="Autre chose", slug=slug))
        assert answer.status_code == 200
        assert "Un autre cycle a déjà cette adresse" in answer.text
        assert 'value="Autre chose"' in answer.text
    assert Cycle.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "Ce champ est obligatoire."),
        ({"title": "A\x1fB"}, "Écrivez sur une seule ligne"),
        ({"title": "???"}, "Donnez une adresse"),
        ({"title": "x" * 201}, "200"),
        ({"slug": "nouveau"}, "Cette adresse sert à autre chose"),
        ({"slug": "é a"}, "tirets"),
        ({"territory": "999999"}, "Choisissez un territoire de la liste."),
        ({"begins": ""}, "Choisissez un mois."),
        ({"begins": f"{NEXT}-13"}, "Choisissez un mois de la liste."),
        ({"begins": "0001-01"}, "Choisissez un mois de la liste."),
        ({"ends": f"{NEXT - 1}-12"}, "Le dernier mois vient après le premier."),
        ({"ends": f"{NEXT + 5}-12"}, "60 mois au plus"),
        ({"ends": f"{NEXT}-02"}, "2 mois ne se partagent pas en 3 phases."),
        ({"phases": "0"}, "supérieure ou égale à 1"),
        ({"phases": "trois"}, "Donnez un nombre, en chiffres."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, team, massy, change, message):
    answer = client.post(BLANK, blank(massy, **change))
    assert answer.status_code == 200
    assert message in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_cycle_is_made_out_of_a_file(client, team, essonne, way):
    sent = SimpleUploadedFile("essai.toml", TEXT.encode()) if way == "file" else TEXT
    assert client.post(FILE, {way: sent})["Location"] == reverse("cycle:board", args=["essai"])
    assert Cycle.objects.facilitated_by(team).filter(slug="essai").exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choisissez un fichier, ou collez son texte"),
        ({"text": "slug =\ntitle = 1"}, "igne 1"),
        ({"text": TEXT.replace('"91"', '"00"')}, "aucun territoire"),
        ({"text": TEXT.replace('"essai"', '"nouveau"')}, "Cette adresse sert à autre chose"),
        ({"text": TEXT.replace('"essai"', '"garder-le-lien"')}, "Un autre cycle a déjà cette adresse"),
        ({"file": SimpleUploadedFile("a.toml", b"\xff\xfe\x00")}, "n’est pas en UTF-8"),
        ({"file": SimpleUploadedFile("a.toml", b"#" * 1_000_001)}, "trop gros"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_its_text_stays(client, team, essonne, sent, message):
    for one in sent.values():
        if hasattr(one, "seek"):
            one.seek(0)
    answer = client.post(FILE, sent)
    assert answer.status_code == 200
    assert message in answer.text
    if "text" in sent:
        assert sent["text"].splitlines()[0].replace('"', "&quot;") in answer.text
    assert Cycle.objects.count() == 1


def test_a_cycle_is_taken_up_elsewhere_with_its_intentions_and_nothing_of_its_people(
    client, team, parent, massy
):
    address = reverse("cycle:roll_out", args=[parent.slug])
    sent = {"title": "Garder le lien à Massy", "slug": "", "territory": massy.pk, "begins": f"{NEXT}-03"}
    assert 'value="Garder le lien"' in client.get(address).text
    for _ in range(2):
        assert client.post(address, sent)["Location"] == reverse(
            "cycle:board", args=["garder-le-lien-a-massy"]
        )
    child = Cycle.objects.get(slug="garder-le-lien-a-massy")
    assert (child.parent, child.is_public, child.context) == (parent, False, "Pourquoi.")
    assert (child.service_email, child.charter_note) == ("", "")
    (phase,) = child.phases.all()
    assert (phase.begins_on, phase.ends_on) == (datetime.date(NEXT, 3, 1), datetime.date(NEXT, 5, 31))
    first, last = child.workdays.all()
    assert (first.title, first.status, first.format, first.date.weekday()) == (
        "Ce que nous voyons",
        "planned",
        "on_site",
        3,
    )
    assert (first.date - datetime.date(2025, 9, 18)).days % 7 == 0
    assert [theme.title for theme in first.themes.all()] == ["Observer"]
    (item,) = first.agenda_items.all()
    assert (item.title, item.minutes, item.lead) == ("Tour de parole", 30, "")
    assert (last.precision, last.date, last.is_announced) == ("month", datetime.date(NEXT, 5, 1), True)
    written = write(gather(child))
    for kept_back in ("Peupliers", "Salle 2", "visio.example", "people", "equipe@", "Signée"):
        assert kept_back not in written
    assert list(Membership.objects.filter(cycle=child).values_list("user", flat=True)) == [team.pk]


def test_the_page_says_where_a_cycle_comes_from_and_follows(client, team, parent, massy):
    address = reverse("cycle:roll_out", args=[parent.slug])
    client.post(
        address, {"title": "À Massy", "slug": "a-massy", "territory": massy.pk, "begins": f"{NEXT}-03"}
    )
    Cycle.objects.filter(slug="a-massy").update(is_public=True)
    page = reverse("cycle:detail", args=["a-massy"])
    assert "Décliné du cycle" in Client().get(page).text
    assert "« Garder le lien »" in Client().get(page).text
    file = reverse("cycle:file", args=[parent.slug])
    text = client.get(reverse("cycle:file_download", args=[parent.slug])).text
    client.post(file, {"text": text.replace('"Garder le lien"', '"Tenir le lien"')})
    assert "« Tenir le lien »" in Client().get(page).text
    Cycle.objects.filter(pk=parent.pk).update(is_public=False)
    assert "Décliné" not in client.get(page).text


def test_the_file_is_taken_away_corrected_and_brought_back(client, team, parent):
    got = client.get(reverse("cycle:file_download", args=[parent.slug]))
    assert got["Content-Type"].startswith("application/toml")
    assert "attachment" in got["Content-Disposition"]
    assert "no-store" in got["Cache-Control"]
    assert read(got.text) == gather(parent)
    address = reverse("cycle:file", args=[parent.slug])
    changed = got.text.replace("Pourquoi.", "Pourquoi, et comment.")
    answer = client.post(address, {"text": changed}, follow=True)
    assert "Le cycle dit maintenant ce que dit le fichier." in answer.text
    assert "Pourquoi, et comment." in Client().get(parent.get_absolute_url()).text
    assert "rien n’a changé" in client.post(address, {"text": changed}, follow=True).text


def test_a_file_does_not_overwrite_what_somebody_wrote_since(client, team, parent):
    text = client.get(reverse("cycle:file_download", args=[parent.slug])).text
    day = Workday.objects.get(cycle=parent, number=1)
    day.place = "Écrit depuis"
    save_workday(day, day.themes.all(), version=1, user=team)
    answer = client.post(reverse("cycle:file", args=[parent.slug]), {"text": text})
    assert answer.status_code == 200
    assert "journée 1 : changée dans le portail" in answer.text
    day.refresh_from_db()
    assert day.place == "Écrit depuis"


def test_a_file_of_another_cycle_changes_neither(client, team, parent, essonne):
    answer = client.post(reverse("cycle:file", args=[parent.slug]), {"text": TEXT})
    assert "ce fichier est celui de « essai »" in answer.text
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize("address", [NEW, BLANK, FILE])
def test_only_who_runs_a_cycle_makes_one(client, parent, address):
    member = accounts.user()
    make.membership(parent, member, "observer")
    client.force_login(member)
    assert client.get(address).status_code == 403
    if address != NEW:
        assert client.post(address, {"text": TEXT}).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
@pytest.mark.parametrize("name", ["roll_out", "file", "file_download"])
def test_only_the_team_of_that_cycle(client, parent, role, status, name):
    person = accounts.user()
    if role:
        make.membership(parent, person, role)
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    address = reverse(f"cycle:{name}", args=[parent.slug])
    assert client.get(address).status_code == status
    if name != "file_download":
        assert client.post(address, {"text": TEXT}).status_code == status
