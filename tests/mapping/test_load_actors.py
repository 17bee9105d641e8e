"""A file of actors is loaded whole or refused whole, and never writes over what people did."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from mapping import moderation
from mapping.models import Action, Actor, ActorContact, Territory
from mapping.personal import MapPart
from support.public_pages import versions
from tests.factories.accounts import user
from tests.factories.mapping import action, actor, territory

pytestmark = pytest.mark.django_db

DEMONSTRATION = settings.BASE_DIR / "mapping/data/essonne/actors-demonstration.toml"
ONE = """
source = "essai"
fictional = true

[[actors]]
key = "boussole"
name = "La Boussole"
family = "association"
category = "social_centre"
commune = "W1"
presentation = "Un lieu."

[[actors.actions]]
title = "Reprendre pied"
type = "reengagement"
publics = ["age_16_18"]
stages = ["out_of_school"]
territories = ["commune-W1", "ancienne-commune-W9"]

[[actors.contacts]]
function = "Accueil"
phone = "01 99 00 11 22"
public = true
"""


@pytest.fixture
def commune():
    made = territory(code="W1", name="Évrette")
    territory(kind="former_commune", code="W9", name="Jadis", successor=made)
    return made


def load(tmp_path, text=ONE, *options):
    file = tmp_path / "actors.toml"
    file.write_text(text)
    said = io.StringIO()
    call_command("load_actors", str(file), *options, stdout=said)
    return said.getvalue()


def everything():
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Actor, Action, ActorContact, Action.territories.through)
    }


def test_an_actor_arrives_with_all_that_is_said_of_it(tmp_path, commune):
    assert "ajoutées : 1" in load(tmp_path)
    one = Actor.objects.get()
    assert (one.name, one.status, one.is_fictional, one.commune) == (
        "La Boussole",
        "published",
        True,
        commune,
    )
    assert "boussole" in one.search
    action = one.actions.get()
    assert action.search == "reprendre pied"
    assert set(action.territories.values_list("code", flat=True)) == {"W1", "W9"}
    assert one.contacts.get().is_public


def test_a_second_time_changes_nothing(tmp_path, commune):
    load(tmp_path)
    before = everything()
    assert "inchangées : 1" in load(tmp_path)
    assert everything() == before


def test_what_differs_is_written_and_the_pages_are_renewed(tmp_path, commune):
    load(tmp_path)
    before = versions(["actors"])
    changed = ONE.replace("Un lieu.", "Deux lieux.").replace("out_of_school", "dropping_out")
    assert "modifiées : 1" in load(tmp_path, changed)
    one = Actor.objects.get()
    assert one.presentation == "Deux lieux."
    assert [stage.stage for stage in one.actions.get().stages.all()] == ["dropping_out"]
    assert versions(["actors"]) != before


def test_what_people_corrected_stays_theirs(tmp_path, commune):
    load(tmp_path)
    Actor.objects.update(name="La Boussole d’Évrette", version=2)
    assert "laissées" in load(tmp_path, ONE.replace("Un lieu.", "Deux lieux."))
    assert Actor.objects.get().name == "La Boussole d’Évrette"


def test_a_consent_taken_back_stays_taken_back(tmp_path, commune, client):
    text = ONE.replace('function = "Accueil"', 'function = "Accueil"\nemail = "awa@example.org"')
    load(tmp_path, text)
    client.force_login(user("awa@example.org"))
    client.post(reverse("actor:contact", args=[ActorContact.objects.get().pk]), {"function": "Accueil"})
    assert "laissées" in load(tmp_path, text)
    assert not ActorContact.objects.get().is_public


def test_somebody_erased_does_not_come_back(tmp_path, commune):
    text = ONE.replace('function = "Accueil"', 'function = "Accueil"\nemail = "awa@example.org"')
    load(tmp_path, text)
    MapPart().erase(user("awa@example.org"))
    load(tmp_path, text)
    assert not ActorContact.objects.exists()


def test_what_a_merge_brought_over_stays(tmp_path, commune):
    load(tmp_path)
    proposed = actor(commune=commune, status="proposed")
    action(proposed)
    moderation.merge(proposed, Actor.objects.get(source="essai"), version=1)
    load(tmp_path, ONE.replace("Un lieu.", "Deux lieux."))
    assert Actor.objects.get(source="essai").actions.count() == 2


@pytest.mark.parametrize("status", ["withdrawn", "merged"])
def test_what_people_took_away_does_not_come_back(tmp_path, commune, status):
    load(tmp_path)
    survivor = actor() if status == "merged" else None
    Actor.objects.filter(source="essai").update(status=status, merged_into=survivor)
    load(tmp_path)
    assert Actor.objects.get(source="essai").status == status


def test_one_that_left_the_file_is_kept_and_named(tmp_path, commune):
    load(tmp_path)
    other = ONE.replace('key = "boussole"', 'key = "autre"').replace("La Boussole", "L’Autre")
    assert "absentes du fichier : 1" in load(tmp_path, other)
    assert Actor.objects.count() == 2


def test_if_absent_leaves_a_known_source_alone(tmp_path, commune):
    load(tmp_path, ONE, "--if-absent")
    assert "déjà là" in load(tmp_path, ONE.replace("Un lieu.", "Deux lieux."), "--if-absent")
    assert Actor.objects.get().presentation == "Un lieu."


def test_who_sits_in_a_commune_of_the_past_sits_in_its_successor(tmp_path, commune):
    load(tmp_path, ONE.replace('commune = "W1"', 'commune = "W9"'))
    assert Actor.objects.get().commune == commune


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"association"', '"club"', ["actors[1].family", "club"]),
        ('"social_centre"', '"bar"', ["actors[1].category", "bar"]),
        ('commune = "W1"', 'commune = "W2"', ["actors[1].commune", "W2"]),
        ('"commune-W1"', '"commune-W2"', ["actors[1].actions[1].territories[1]", "commune-W2"]),
        ('["age_16_18"]', '["babies"]', ["actors[1].actions[1].publics[1]", "babies"]),
        ('["age_16_18"]', '["parents", "parents"]', ["publics[2]", "deux fois"]),
        ('["age_16_18"]', "[[1]]", ["publics[1]"]),
        ('["age_16_18"]', "3", ["publics", "une liste"]),
        ('"reengagement"', '"magic"', ["actors[1].actions[1].type"]),
        ('title = "Reprendre pied"', "", ["actors[1].actions[1].title", "manque"]),
        ('title = "Reprendre pied"', 'title = "a\\nb"', ["actors[1].actions[1].title", "ligne"]),
        ('"01 99 00 11 22"', '"appelez-moi"', ["actors[1].contacts[1].phone", "chiffres"]),
        ('phone = "01 99 00 11 22"', "", ["actors[1].contacts[1].email", "téléphone"]),
        ('function = "Accueil"', "", ["actors[1].contacts[1].name", "fonction"]),
        ('name = "La Boussole"', 'nom = "La Boussole"', ["actors[1].nom", "inconnue", "name"]),
        ('source = "essai"', "", ["source", "manque"]),
        ('presentation = "Un lieu."', 'website = "javascript:alert(1)"', ["actors[1].website"]),
        ('presentation = "Un lieu."', 'siret = "123"', ["actors[1].siret", "quatorze"]),
        ('key = "boussole"', "key = ", ["ligne 6"]),
    ],
)
def test_a_wrong_file_is_refused_whole_and_says_where(tmp_path, commune, old, new, told):
    assert old in ONE
    other = ONE.partition("[[actors]]")[2].replace("boussole", "premiere").replace("La Boussole", "Une autre")
    with pytest.raises(CommandError) as refused:
        load(tmp_path, ONE.replace(old, new) + "\n[[actors]]" + other)
    assert "rien n’est chargé" in str(refused.value)
    for words in told:
        assert words in str(refused.value)
    assert not Actor.objects.exists()


def test_the_same_key_twice_is_refused(tmp_path, commune):
    with pytest.raises(CommandError, match=r"actors\[2\].key : « boussole » est déjà donné"):
        load(tmp_path, ONE + "\n[[actors]]" + ONE.partition("[[actors]]")[2])


def test_a_number_that_somebody_else_bears_is_refused(tmp_path, commune):
    actor(siret="73282932000074")
    numbered = ONE.replace('presentation = "Un lieu."', 'siret = "732 829 320 00074"')
    with pytest.raises(CommandError, match=r"actors\[1\].siret : une autre structure porte déjà ce SIRET"):
        load(tmp_path, numbered)
    assert Actor.objects.count() == 1


def test_the_demonstration_is_fictional_and_spread_as_real_ones_are():
    call_command("load_territories", stdout=io.StringIO())
    call_command("load_actors", str(DEMONSTRATION), stdout=io.StringIO())
    actors = Actor.objects.all()
    assert 75 <= actors.count() <= 90
    assert 120 <= Action.objects.count() <= 140
    assert not actors.filter(is_fictional=False).exists()
    assert not actors.exclude(status="published").exists()
    assert actors.filter(actions=None).count() >= 5
    evry, rural = (Territory.objects.get(kind="commune", code=code) for code in ("91228", "91390"))
    assert actors.filter(commune=evry).count() > 10 > actors.filter(commune=rural).count() > 0
    served = Territory.objects.filter(served_by__isnull=False)
    assert served.filter(kind="former_commune", code="91182").exists()
    assert served.filter(kind="department").exists()
    seats = set(actors.values_list("commune", flat=True))
    assert set(served.filter(kind="commune").values_list("pk", flat=True)) != seats
    contacts = ActorContact.objects.all()
    assert contacts.filter(is_public=True).exists()
    assert contacts.filter(is_public=False).exists()
    # Domains and numbers that belong to nobody: RFC 2606, and those that the Arcep keeps for fiction.
    assert not contacts.exclude(email="").exclude(email__endswith=".example").exists()
    assert not contacts.exclude(phone="").exclude(phone__startswith="01 99 00").exists()
    assert not actors.exclude(website="").exclude(website__endswith=".example/").exists()
    assert not actors.exclude(siret="", rna="", uai="").exists()
