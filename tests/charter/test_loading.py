"""A charter recorded from a file: all of it or nothing, once, and never over an adopted text."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from charter.models import Charter, Signatory, Version
from charter.verification import verify
from tests.factories import cycle as cycles

pytestmark = pytest.mark.django_db

DEMONSTRATION = settings.BASE_DIR / "charter" / "data" / "demonstration.toml"
DOCUMENTATION = settings.BASE_DIR / "docs" / "animation" / "fichier-de-charte.md"
TEXT = """
cycle = "le-cycle"
number = 1
title = "Notre charte"
preamble = "D’abord.\\n\\nEnsuite."
manner = "consignée par l’équipe"
decided = "2026-05"

[[articles]]
kind = "vision"
title = "Voir loin"
text = "Ensemble."
"""
SIGNATORIES = """
[[signatories]]
name = "Awa Inventée"
function = "conseillère"
displayed = true

[[signatories]]
name = "Luc Inventé"
withdrawn = true
"""


@pytest.fixture
def cycle():
    return cycles.cycle(slug="le-cycle", is_fictional=True)


@pytest.fixture
def load(tmp_path, capsys):
    def call(text, *options):
        file = tmp_path / "charte.toml"
        file.write_text(text)
        call_command("load_charter", str(file), *options)
        return capsys.readouterr().out

    return call


def refusal(load, text):
    with pytest.raises(CommandError) as caught:
        load(text)
    return str(caught.value)


def test_a_version_is_adopted_as_the_file_says(cycle, load):
    assert load(TEXT) == "le-cycle : version 1 adoptée\n"
    version = Version.objects.in_force().get(charter__cycle=cycle)
    assert version.preamble == "D’abord.\n\nEnsuite."
    assert (version.manner, version.decided) == ("consignée par l’équipe", "2026-05")
    assert [article.title for article in version.articles.all()] == ["Voir loin"]
    assert verify(version.charter).is_valid


def test_the_same_file_again_changes_nothing(cycle, load):
    load(TEXT + SIGNATORIES)
    assert load(TEXT + SIGNATORIES) == "le-cycle : version 1 inchangée\n"
    assert Signatory.objects.count() == 2
    assert Charter.objects.get().head_sequence == 4


def test_a_charter_that_is_there_may_be_left_alone(cycle, load):
    load(TEXT)
    said = load(TEXT.replace("Voir loin", "Voir près"), "--if-absent")
    assert said == "le-cycle : sa charte est déjà là, laissée telle quelle\n"


def test_an_adopted_text_is_never_written_over(cycle, load):
    load(TEXT)
    assert "number : cette version dit déjà autre chose" in refusal(load, TEXT.replace("loin", "près"))
    assert Version.objects.get().articles.get().title == "Voir loin"


def test_the_next_version_takes_the_place_of_the_one_before(cycle, load):
    load(TEXT)
    load(TEXT.replace("number = 1", "number = 2").replace("loin", "près"))
    assert Version.objects.in_force().get().number == 2
    assert "la prochaine version est la 3" in refusal(load, TEXT.replace("number = 1", "number = 5"))


def test_invented_people_sign_in_an_invented_cycle_alone(cycle, load):
    load(TEXT + SIGNATORIES)
    signatories = {signatory.name: signatory for signatory in Signatory.objects.all()}
    assert signatories["Awa Inventée"].is_displayed
    assert signatories["Luc Inventé"].withdrawn_at is not None
    real = cycles.cycle(slug="le-vrai")
    text = (TEXT + SIGNATORIES).replace("le-cycle", "le-vrai")
    assert "signatories : on ne signe pour personne" in refusal(load, text)
    assert not Charter.objects.filter(cycle=real).exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"le-cycle"', '"nulle-part"', "cycle : aucun cycle « nulle-part »"),
        ('kind = "vision"', 'kind = "promesse"', "articles[1].kind : "),
        ('title = "Voir loin"', f'title = "{"x" * 500}"', "articles[1].title : "),
        ('text = "Ensemble."', "", "articles[1].text : cette clé manque."),
        ('text = "Ensemble."', 'text = " "', "articles[1].text : ce texte est vide."),
        ('manner = "consignée par l’équipe"', "", "manner : cette clé manque."),
        ("number = 1", "number = 0", "number : "),
        ('decided = "2026-05"', 'decided = "mai"', "decided : "),
        ('decided = "2026-05"', 'decidde = "2026-05"', "vouliez-vous dire « decided »"),
        ('title = "Notre charte"', 'title = "Notre charte', "ligne 4"),
    ],
)
def test_a_wrong_file_is_refused_whole_with_its_place_and_reason(cycle, load, before, after, said):
    assert before in TEXT
    assert said in refusal(load, TEXT.replace(before, after))
    assert not Version.objects.exists()


def test_a_file_without_an_article_is_refused(cycle, load):
    assert "articles : une charte a au moins un article." in refusal(load, TEXT.split("[[", maxsplit=1)[0])


def test_a_file_that_does_not_read_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"absent\.toml : ce fichier ne se lit pas"):
        call_command("load_charter", str(tmp_path / "absent.toml"))


def test_the_demonstration_has_its_charter():
    demonstration = cycles.cycle(slug="demonstration", is_fictional=True)
    call_command("load_charter", str(DEMONSTRATION), verbosity=0)
    version = Version.objects.in_force().get(charter__cycle=demonstration)
    assert {article.kind for article in version.articles.all()} == {
        "vision",
        "value",
        "principle",
        "objective",
        "commitment",
    }
    assert Signatory.objects.displayed().count() < Signatory.objects.in_force().count() == 23
    assert verify(version.charter).is_valid


def test_the_example_of_the_guide_loads(cycle, load):
    example = DOCUMENTATION.read_text().split("```toml\n")[1].split("```")[0]
    assert "version 1 adoptée" in load(example.replace("mon-cycle", cycle.slug))
