"""`manage.py load_territories`: the Essonne comes in whole, once, and a wrong file not at all."""

import datetime
import io
import json
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from mapping.datasets import TINTS
from mapping.management.commands.load_territories import ESSONNE
from mapping.models import Territory
from support.public_pages.models import PublicScope
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db


def load(*directory):
    out = io.StringIO()
    call_command("load_territories", *directory, stdout=out)
    return out.getvalue()


def version():
    return PublicScope.objects.filter(name="territories").values_list("version", flat=True).first()


@pytest.fixture
def pack(tmp_path):
    """A small copy of the Essonne that a test may spoil: two intercommunalités, four communes."""
    directory = tmp_path / "essai"
    shutil.copytree(ESSONNE, directory)
    kept = {"200059228", "249100157"}
    spoil(directory, "epci.geojson", lambda data: keep(data, lambda told: told["siren"] in kept))
    communes = {"91228", "91174", "91405", "91390"}
    spoil(directory, "communes.geojson", lambda data: keep(data, lambda told: told["code"] in communes))
    spoil(directory, "communes.geojson", lambda data: property_of(data, "91390", epci="249100157"))
    return directory


def spoil(directory, file, change):
    path = directory / file
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(change(data) or data), encoding="utf-8")


def keep(data, test):
    data["features"] = [feature for feature in data["features"] if test(feature["properties"])]


def property_of(data, known_as, **values):
    (feature,) = (
        f for f in data["features"] if known_as in (f["properties"].get("code"), f["properties"].get("siren"))
    )
    feature["properties"].update(values)


def test_the_whole_essonne_is_there():
    said = load()
    assert "Essonne : 1 département, 13 intercommunalités, 194 communes, 2 anciennes communes." in said
    assert "210 territoires ajoutés, 0 modifié." in said
    department = Territory.objects.get(kind="department", code="91")
    communes = Territory.objects.communes_of(department)
    assert communes.count() == 194
    assert communes.aggregate(all=Sum("population"))["all"] == department.population == 1_338_485
    assert Territory.objects.filter(kind="epci", parents=department).count() == 13
    epcis = Territory.objects.filter(kind="epci")
    assert epcis.aggregate(all=Sum("population"))["all"] == department.population
    for commune in communes:
        assert sorted(parent.kind for parent in commune.parents.all()) == ["department", "epci"]
    drawn = Territory.objects.exclude(kind="former_commune")
    assert not drawn.filter(shape="").exists()
    assert not drawn.filter(outline=None).exists()
    assert not communes.filter(longitude=None).exists()


def test_the_communes_of_the_metropole_are_put_under_their_territorial_establishment():
    load()
    ept = Territory.objects.get(kind="epci", code="200058014")
    assert (ept.name, ept.is_partial) == ("EPT Grand-Orly Seine Bièvre", True)
    assert Territory.objects.communes_of(ept).count() == 6
    assert not Territory.objects.filter(code="200054781").exists()


def test_names_are_those_that_people_use_and_the_full_ones_are_kept():
    load()
    epci = Territory.objects.get(code="200057859")
    assert (epci.name, epci.full_name) == (
        "Cœur d’Essonne Agglomération",
        "Communauté d’agglomération Cœur d’Essonne Agglomération",
    )
    assert not Territory.objects.filter(name__contains="'").exists()
    assert not Territory.objects.filter(name__contains="(").exists()


def test_communes_merged_away_say_where_they_went():
    load()
    courcouronnes = Territory.objects.get(kind="former_commune", code="91182")
    assert (courcouronnes.name, courcouronnes.successor.code) == ("Courcouronnes", "91228")
    assert courcouronnes.valid_until == datetime.date(2019, 1, 1)
    assert Territory.objects.get(kind="former_commune", code="91222").successor.name == "Le Mérévillois"


def test_neighbouring_intercommunalites_have_different_colours():
    load()
    points = {}
    for epci in Territory.objects.filter(kind="epci"):
        assert 0 <= epci.tint < TINTS
        for commune in Territory.objects.communes_of(epci):
            for x, y in commune.outline["coordinates"][0]:
                points.setdefault((x, y), set()).add((epci.code, epci.tint))
    borders = [around for around in points.values() if len(around) > 1]
    assert len(borders) > 100
    for around in borders:
        assert len({tint for _, tint in around}) == len(around)


def test_a_second_time_changes_nothing_and_writes_nothing():
    load()
    before, renewed = list(Territory.objects.order_by("pk").values()), version()
    with CaptureQueriesContext(connection) as queries:
        said = load()
    assert "Rien n’a changé." in said
    assert list(Territory.objects.order_by("pk").values()) == before
    assert version() == renewed
    written = [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert written == []


def test_what_changed_in_the_files_changes_here_and_renews_the_pages(pack):
    load(pack)
    renewed = version()
    assert renewed is not None
    spoil(pack, "communes.geojson", lambda data: property_of(data, "91228", name="Évry"))
    assert "0 territoire ajouté, 1 modifié." in load(pack)
    assert Territory.objects.get(kind="commune", code="91228").name == "Évry"
    assert version() != renewed


def test_a_commune_that_moves_to_another_intercommunalite_leaves_the_first(pack):
    load(pack)
    commune = Territory.objects.get(kind="commune", code="91228")
    territory(kind="qpv", code="qp", parents=[commune])
    spoil(pack, "communes.geojson", lambda data: property_of(data, "91228", epci="249100157"))
    # Both intercommunalités have another population too.
    load(pack)
    assert {p.code for p in commune.parents.all()} == {"91", "249100157"}
    assert [child.code for child in commune.children.all()] == ["qp"]


def test_what_somebody_created_by_hand_is_left_alone(pack):
    territory(kind="commune", code="91228", name="Créée à la main")
    said = load(pack)
    assert "Déjà là et laissés tels quels : Créée à la main." in said
    mine = Territory.objects.get(kind="commune", code="91228")
    assert (mine.name, mine.outline, mine.parents.count()) == ("Créée à la main", None, 0)
    # The former commune still finds its successor.
    assert Territory.objects.get(kind="former_commune", code="91182").successor == mine


def test_another_department_shares_an_intercommunalite_without_taking_it_over(pack, tmp_path):
    load(pack)
    beyond = tmp_path / "voisin"
    shutil.copytree(pack, beyond)
    (beyond / "former_communes.json").write_text("[]")
    spoil(beyond, "department.geojson", lambda data: property_of(data, "91", code="77", name="Voisin"))
    spoil(beyond, "epci.geojson", lambda data: property_of(data, "200059228", name="Autre nom"))
    spoil(beyond, "communes.geojson", lambda data: keep(data, lambda told: told["code"] == "91174"))
    spoil(beyond, "communes.geojson", lambda data: property_of(data, "91174", code="77001"))
    load(beyond)
    shared = Territory.objects.get(kind="epci", code="200059228")
    assert shared.name == "Grand Paris Sud Seine Essonne Sénart"
    assert {parent.code for parent in shared.parents.all()} == {"91", "77"}
    voisin = Territory.objects.get(kind="department", code="77")
    assert [c.code for c in Territory.objects.communes_of(voisin)] == ["77001"]
    assert "Rien n’a changé." in load(beyond)
    assert "Rien n’a changé." in load(pack)


def test_what_the_files_no_longer_tell_is_kept_and_named(pack):
    load(pack)
    spoil(pack, "communes.geojson", lambda data: keep(data, lambda told: told["code"] != "91405"))
    assert "Gardés, bien qu’absents de ces fichiers : Milly-la-Forêt." in load(pack)
    assert Territory.objects.filter(code="91405").exists()


WRONG = {
    "department.geojson: two": (
        "department.geojson",
        lambda data: data["features"].append(data["features"][0]),
        "un seul département attendu, 2 trouvés",
    ),
    "epci.geojson: unknown": (
        "communes.geojson",
        lambda data: property_of(data, "91228", epci="1"),
        "Évry-Courcouronnes : l’intercommunalité 1 n’est pas dans epci.geojson",
    ),
    "twice": (
        "communes.geojson",
        lambda data: data["features"].append(data["features"][0]),
        "est donné deux fois",
    ),
    "no population": (
        "communes.geojson",
        lambda data: property_of(data, "91228", population=None),
        "« population » doit être un nombre entier positif",
    ),
    "no degrees": (
        "communes.geojson",
        lambda data: property_of(data, "91228", lat="48"),
        "« lat » doit être un nombre de degrés",
    ),
    "no name": (
        "communes.geojson",
        lambda data: property_of(data, "91228", name=" "),
        "« name » doit être un texte",
    ),
    "slash": (
        "communes.geojson",
        lambda data: property_of(data, "91228", code="91/228"),
        "« code » ne contient pas de barre oblique",
    ),
    "no flag": (
        "epci.geojson",
        lambda data: property_of(data, "200059228", partial="oui"),
        "« partial » doit être vrai ou faux",
    ),
    "no outline": (
        "epci.geojson",
        lambda data: data["features"][0].update(geometry=None),
        "n’est pas un contour",
    ),
    "no properties": (
        "communes.geojson",
        lambda data: data["features"][0].update(properties=None),
        "ses propriétés manquent",
    ),
    "not a collection": ("communes.geojson", lambda data: [1], "FeatureCollection"),
    "empty": ("communes.geojson", lambda data: keep(data, lambda told: False), "aucun territoire"),
    "successor": (
        "former_communes.json",
        lambda data: data[0].update(successor="1"),
        "Courcouronnes : la commune 1 n’est pas dans communes.geojson",
    ),
    "day": (
        "former_communes.json",
        lambda data: data[0].update(valid_until="2019"),
        "« valid_until » doit être une date AAAA-MM-JJ",
    ),
    "former twice": ("former_communes.json", lambda data: data.append(data[0]), "est donné deux fois"),
    "former list": ("former_communes.json", lambda data: {"a": 1}, "une liste est attendue"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_refused_whole_with_its_name_and_the_reason(pack, case):
    file, change, reason = WRONG[case]
    spoil(pack, file, change)
    with pytest.raises(CommandError) as refused:
        load(pack)
    assert str(refused.value).startswith(f"Rien n’a été chargé. {file} : ")
    assert reason in str(refused.value)
    assert not Territory.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"), [("{", "ligne 1, colonne 2"), ("\xff", "n’est pas du JSON en UTF-8")]
)
def test_a_file_that_is_not_json_is_refused(pack, content, reason):
    (pack / "epci.geojson").write_text(content, encoding="latin-1")
    with pytest.raises(CommandError, match=r"epci\.geojson") as refused:
        load(pack)
    assert reason in str(refused.value)


def test_a_missing_file_or_directory_is_named(pack, tmp_path):
    (pack / "former_communes.json").unlink()
    with pytest.raises(CommandError, match=r"former_communes\.json : ce fichier manque"):
        load(pack)
    with pytest.raises(CommandError, match="ce dossier n’existe pas"):
        load(tmp_path / "nulle-part")
