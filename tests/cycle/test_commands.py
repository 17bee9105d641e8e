"""load_cycle and dump_cycle, as one types them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cycle.models import Cycle, Workday
from tests.factories.mapping import territory

pytestmark = pytest.mark.django_db

FILE = """slug = "essai"
title = "Essai"
service_email = "equipe@example.org"

[territory]
kind = "department"
code = "91"

[[phases]]
number = 1
title = "P"
begins = 2021-03-01
ends = 2021-05-31
workdays = [{ number = 1, video_link = "https://visio.example/1" }]
"""


@pytest.fixture
def file(tmp_path):
    territory(kind="department", code="91")
    path = tmp_path / "essai.toml"
    path.write_text(FILE)
    return path


def run(*arguments):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_file_is_loaded_then_unchanged_then_changed(file):
    assert run("load_cycle", file) == "essai : créé (phases : 1, thèmes : 0, journées : 1)\n"
    assert run("load_cycle", file) == "essai : inchangé\n"
    file.write_text(FILE.replace('"Essai"', '"Autre"'))
    assert run("load_cycle", file) == "essai : mis à jour (lignes ajoutées : 0, changées : 1, retirées : 0)\n"


def test_if_absent_changes_nothing_that_a_person_entered(file):
    assert "créé" in run("load_cycle", file, "--if-absent")
    Cycle.objects.update(title="Écrit à la main")
    assert run("load_cycle", file, "--if-absent") == "essai : déjà là, laissé tel quel\n"
    assert Cycle.objects.get().title == "Écrit à la main"


def refusal(path):
    with pytest.raises(CommandError) as error:
        run("load_cycle", path)
    assert not Cycle.objects.exists()
    return str(error.value)


def test_a_wrong_file_is_refused_whole_and_named_with_all_its_errors(file):
    file.write_text(FILE.replace("number = 1", "number = 0", 1).replace("[territory]", "[territoire]"))
    assert refusal(file) == (
        f"{file} : fichier refusé, rien n’est chargé (3 erreurs).\n"
        "  territory : cette clé manque.\n"
        "  phases[1].number : il faut un nombre de 1 à 999.\n"
        "  territoire : cette clé est inconnue ; vouliez-vous dire « territory » ?"
    )


def test_a_syntax_error_is_told_by_its_line(file):
    file.write_text(FILE.replace("= 2021-03-01", "2021-03-01"))
    assert "ligne 12, colonne 8 : il manque « = » après la clé." in refusal(file)


def test_a_file_that_does_not_read(tmp_path):
    assert "absent.toml : ce fichier ne se lit pas" in refusal(tmp_path / "absent.toml")
    assert "ce fichier ne se lit pas" in refusal(tmp_path)


def test_a_file_in_another_encoding_is_told_by_its_line(file):
    file.write_bytes(FILE.replace("Essai", "Été").encode("latin-1"))
    assert "ligne 2 : ce texte n’est pas en UTF-8." in refusal(file)


def test_a_file_too_big_to_be_a_cycle(file):
    file.write_text("#" * 1_000_001)
    assert "trop gros" in refusal(file)


def test_an_unknown_territory_is_refused(file):
    file.write_text(FILE.replace('"91"', '"92"'))
    assert "territory : aucun territoire" in refusal(file)


def test_a_dump_keeps_to_itself_what_only_the_team_may_know(file):
    run("load_cycle", file)
    public = run("dump_cycle", "essai")
    assert "visio" not in public
    assert "equipe@" not in public
    private = run("dump_cycle", "essai", "--with-private")
    assert 'video_link = "https://visio.example/1"' in private
    assert 'service_email = "equipe@example.org"' in private


@pytest.mark.parametrize("options", [[], ["--with-private"]], ids=["public", "private"])
@pytest.mark.parametrize("emptied", [False, True], ids=["over itself", "into an empty portal"])
def test_a_dump_loads_back_and_comes_out_the_same(file, options, emptied):
    run("load_cycle", file)
    first = run("dump_cycle", "essai", *options)
    file.write_text(first)
    if emptied:
        Workday.objects.all().delete()
        Cycle.objects.all().delete()
    assert ("créé" if emptied else "inchangé") in run("load_cycle", file)
    assert run("dump_cycle", "essai", *options) == first


def test_an_unknown_cycle_is_not_dumped():
    with pytest.raises(CommandError, match="nowhere : aucun cycle ne porte ce nom"):
        run("dump_cycle", "nowhere")
