"""A charter comes from a file, whole or not at all."""

import io

import pytest
from django.core.management import CommandError, call_command

from charter.models import Charter, Signatory, Version
from charter.verification import verify
from support.outbox.models import Mail
from tests.factories.cycle import cycle, workday

pytestmark = pytest.mark.django_db

FILE = """
cycle = "essai"
title = "Notre charte"
manner = "Par consensus, en journée"
decided = "2021-09"
preamble = "Ensemble."
[[articles]]
kind = "value"
title = "La confiance"
text = "On se parle."
"""
SIGNATORIES = """
[[signatories]]
name = "Awa"
displayed = true
[[signatories]]
name = "Bao"
withdrawn = true
"""


@pytest.fixture
def place():
    return cycle(slug="essai", is_fictional=True)


@pytest.fixture
def load(tmp_path):
    def run(text, *options):
        file, out = tmp_path / "charte.toml", io.StringIO()
        file.write_text(text)
        call_command("load_charter", str(file), *options, stdout=out)
        return out.getvalue()

    return run


def test_it_is_adopted(place, load):
    assert load(FILE).startswith("essai : version 1 adoptée (articles : 1, signatures : 0), empreinte ")
    version = Version.objects.in_force().get()
    assert (version.charter.cycle, version.decided, version.preamble) == (place, "2021-09", "Ensemble.")
    assert verify(version.charter).is_valid


def test_a_second_time_nothing_changes(place, load):
    load(FILE)
    assert load(FILE) == "essai : la version en vigueur dit déjà cela\n"
    assert Version.objects.count() == 1


def test_another_text_is_the_next_version_unless_only_an_absent_one_is_wanted(place, load):
    load(FILE)
    other = FILE.replace("On se parle", "On s’écoute")
    assert "déjà là" in load(other, "--if-absent")
    assert "version 2 adoptée" in load(other)
    assert verify(Charter.objects.get()).adoptions == 2


def test_a_fictional_cycle_has_fictional_signatories(place, load):
    assert "signatures : 1" in load(FILE + SIGNATORIES)
    assert [signatory.name for signatory in Signatory.objects.displayed()] == ["Awa"]
    assert verify(Charter.objects.get()).withdrawals == 1
    assert not Mail.objects.exists()


def test_nobody_signs_for_real_people(load):
    cycle(slug="essai", is_fictional=False)
    with pytest.raises(CommandError, match="signatories : on signe soi-même"):
        load(FILE + SIGNATORIES)
    assert not Charter.objects.exists()


@pytest.mark.parametrize(
    ("day", "decided"),
    [({}, ""), ({"precision": "month", "date": "2026-05-01"}, "2026-05")],
    ids=["unknown", "month"],
)
def test_the_date_may_be_that_of_a_workday(place, load, day, decided):
    workday(place, **day)
    load(FILE.replace('decided = "2021-09"', "workday = 1"))
    assert Version.objects.get().decided == decided


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("essai", "nulle-part"), "cycle : aucun cycle n’a l’adresse « nulle-part »"),
        (('"value"', '"rule"'), 'articles[1].kind : "rule" n’existe pas'),
        (("title", "titel"), "titel : cette clé est inconnue"),
        (('text = "On se parle."', ""), "articles[1].text : un article a un texte"),
        (("2021-09", "septembre"), "decided : Écrivez une année"),
        (("decided =", "workday = 1\ndecided ="), "decided : donnez la date, ou le numéro"),
        (('decided = "2021-09"', "workday = 9"), "workday : aucune journée du cycle ne porte le numéro 9"),
        (("Notre charte", "N" * 201), "title : "),
        (("[[articles]]", "[[article]]"), "articles : une charte a au moins un article"),
        (("manner", "#"), "manner : cette clé manque"),
    ],
)
def test_a_wrong_file_is_refused_whole_with_its_reason(place, load, change, reason):
    with pytest.raises(CommandError) as refused:
        load(FILE.replace(*change))
    assert reason in str(refused.value)
    assert not Charter.objects.exists()


def test_the_demonstration_loads(settings):
    place = cycle(slug="demonstration", is_fictional=True)
    for _ in range(5):
        workday(place)
    file = settings.BASE_DIR / "charter" / "data" / "demonstration.toml"
    call_command("load_charter", str(file), stdout=io.StringIO())
    verdict = verify(Charter.objects.get(cycle=place))
    assert (verdict.signatures, verdict.withdrawals, verdict.problems) == (24, 1, [])
    assert 10 < Signatory.objects.displayed().count() < 23


def test_the_example_of_the_documentation_loads(settings, load):
    text = (settings.BASE_DIR / "docs" / "animation" / "charte.md").read_text()
    cycle(slug="mon-cycle")
    assert "version 1 adoptée" in load(text.split("```toml\n")[1].split("```")[0])
