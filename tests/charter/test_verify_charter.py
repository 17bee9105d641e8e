"""The chain is walked, and whatever was changed behind the portal's back is found and named."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from charter import services
from charter.models import Article, ChainLink, Charter, Signatory, Version
from charter.verification import verify
from support.frozen import lifted
from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.cycle import cycle
from tests.factories.mapping import actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def charter():
    """An adoption, three signatures, one withdrawn, a second version, a signature: seven links."""
    first = made.version(made.charter(cycle(slug="essai")), preamble="Ensemble.")
    signatories = [made.signatory(first, name=name) for name in ("Awa", "Bao", "Chloé")]
    services.withdraw(signatories[1])
    made.signatory(made.version(first.charter), name="Dalia")
    return first.charter


def problems(charter):
    return verify(charter).problems


def link(sequence):
    return ChainLink.objects.filter(sequence=sequence)


def test_an_untouched_charter_verifies(charter):
    verdict = verify(charter)
    assert verdict.is_valid
    counts = (verdict.links, verdict.adoptions, verdict.signatures, verdict.withdrawals, verdict.erased)
    assert counts == (7, 2, 4, 1, 0)


def test_a_charter_of_which_nothing_is_adopted_verifies():
    assert verify(made.draft().charter).is_valid


def test_erasing_a_signatory_leaves_the_chain_valid(charter):
    for signatory in Signatory.objects.all():
        signatory.erase(timezone.now())
    verdict = verify(charter)
    assert verdict.is_valid
    assert verdict.erased == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("commitment", "f" * 64),
        ("recorded_at", "2020-01-01T00:00:00.000000+00:00"),
        ("kind", "withdrawal"),
        ("text_digest", "0" * 64),
        ("hash", "e" * 64),
        ("previous_hash", "0" * 64),
    ],
)
def test_a_changed_byte_of_a_link_is_found(charter, field, value):
    with lifted():
        link(3).update(**{field: value})
    assert any("Maillon n° 3 : il a été changé" in problem for problem in problems(charter))


def test_a_changed_link_whose_hash_was_made_again_is_found(charter):
    with lifted():
        forged = link(3).get()
        forged.recorded_at = "2020-01-01T00:00:00.000000+00:00"
        forged.hash = forged.computed_hash(charter.uid)
        forged.save()
    assert "Maillon n° 4 : il n’est pas attaché au précédent." in problems(charter)


def test_two_swapped_links_are_found(charter):
    with lifted():
        link(3).update(sequence=99)
        link(4).update(sequence=3)
        link(99).update(sequence=4)
    assert {
        "Maillon n° 3 : c’est celui du rang 4, mis à cette place.",
        "Maillon n° 4 : c’est celui du rang 3, mis à cette place.",
    } <= set(problems(charter))


def remove(sequence):
    with lifted():
        Signatory.objects.filter(link__sequence=sequence).delete()
        link(sequence).delete()


def test_a_removed_link_is_found(charter):
    remove(4)
    assert "Maillon n° 4 : il manque." in problems(charter)


def test_a_removed_last_link_is_found(charter):
    remove(7)
    told = "Fin de la chaîne : le maillon n° 7 manque ; la charte en annonce 7."
    assert told in problems(charter)


def test_a_removed_link_whose_place_was_closed_is_found(charter):
    remove(4)
    with lifted():
        for sequence in (5, 6, 7):
            link(sequence).update(sequence=sequence - 1)
        Charter.objects.update(head_sequence=6)
    told = problems(charter)
    assert any("c’est celui du rang 5, mis à cette place" in problem for problem in told)


def test_a_head_that_names_another_link_is_found(charter):
    Charter.objects.update(head_hash="f" * 64)
    assert problems(charter) == ["Tête de la chaîne : son empreinte n’est pas celle du maillon n° 7."]
    Charter.objects.update(head_sequence=5)
    assert problems(charter) == ["Tête de la chaîne : elle annonce 5 maillons, il y en a 7."]


def test_a_chain_of_another_charter_is_found(charter):
    Charter.objects.update(uid="00000000-0000-0000-0000-000000000000")
    assert len(problems(charter)) == 7


def test_a_changed_article_is_found(charter):
    with lifted():
        Article.objects.filter(version__number=1, number=2).update(text="Autre chose.")
    told = "Version 1 : le titre, le préambule ou un article n’est plus celui du texte adopté."
    assert problems(charter) == [told]


@pytest.mark.parametrize("change", [{"title": "Une autre"}, {"preamble": "Seuls."}])
def test_a_changed_title_or_preamble_is_found(charter, change):
    with lifted():
        Version.objects.filter(number=1).update(**change)
    assert any(problem.startswith("Version 1 : le titre, le préambule") for problem in problems(charter))


def test_a_changed_text_is_found(charter):
    with lifted():
        Version.objects.filter(number=1).update(text="{}")
    assert "Version 1 : le texte adopté a été changé, il ne donne plus son empreinte." in problems(charter)


@pytest.mark.parametrize("change", [{"manner": "Par décret"}, {"decided": "2020"}])
def test_a_changed_adoption_is_found(charter, change):
    with lifted():
        Version.objects.filter(number=1).update(**change)
    assert problems(charter) == [
        "Version 1 : la date ou la manière de l’adoption a été changée (maillon n° 1)."
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Quelqu’un d’autre"},
        {"function": "Ministre"},
        {"organisation": "Ailleurs"},
        {"salt": "0" * 64},
        {"signed_at": "2020-01-01T00:00Z"},
    ],
)
def test_a_changed_signature_is_found(charter, change):
    Signatory.objects.filter(link__sequence=2).update(**change)
    assert problems(charter) == [
        "Signature du maillon n° 2 : le nom, la qualité, la date ou le sel a été changé."
    ]


def test_a_changed_withdrawal_is_found(charter):
    Signatory.objects.filter(link__sequence=3).update(withdrawn_at=timezone.now())
    assert problems(charter) == [
        "Retrait du maillon n° 5 : le nom, la qualité, la date ou le sel a été changé."
    ]


def test_a_changed_moment_of_an_erased_signature_is_found(charter):
    Signatory.objects.get(link__sequence=2).erase(timezone.now())
    Signatory.objects.filter(link__sequence=2).update(signed_at="2020-01-01T00:00Z")
    assert problems(charter) == ["Signature du maillon n° 2 : sa date a été changée."]


def test_a_signature_blanked_while_its_account_is_open_is_found(charter):
    """Whoever blanks a signature to hide it would otherwise pass for somebody who left."""
    awa = made.signatory(charter.versions.get(number=2), user(), name="Awa")
    where = f"Signature du maillon n° {awa.link.sequence}"
    blank = {"name": "", "function": "", "organisation": "", "salt": "", "is_displayed": False}
    Signatory.objects.filter(pk=awa.pk).update(**blank, erased_at=timezone.now())
    assert problems(charter) == [f"{where} : elle a été effacée alors que le compte existe."]
    awa.identity.erase()
    assert problems(charter) == []


def test_a_signature_of_an_organisation_that_was_blanked_is_found(charter):
    version = charter.versions.get(number=2)
    of_actor = made.signatory(version)
    Signatory.objects.filter(pk=of_actor.pk).update(identity=None, actor=actor())
    Signatory.objects.get(pk=of_actor.pk).erase(timezone.now())
    assert problems(charter) == [
        f"Signature du maillon n° {of_actor.link.sequence} : une structure n’est jamais effacée."
    ]


def test_a_removed_signature_is_found(charter):
    Signatory.objects.filter(link__sequence=3).delete()
    assert problems(charter) == [
        "Maillon n° 3 : la signature dont il est la trace manque.",
        "Maillon n° 5 : le retrait dont il est la trace manque.",
    ]


def test_a_forgotten_withdrawal_is_found(charter):
    Signatory.objects.filter(link__sequence=3).update(withdrawn_at=None, withdrawal_link=None)
    assert problems(charter) == ["Maillon n° 5 : le retrait dont il est la trace manque."]


def test_a_signature_of_another_text_is_found(charter):
    second = Version.objects.get(number=2)
    Signatory.objects.filter(link__sequence=2).update(version=second)
    assert problems(charter) == ["Signature du maillon n° 2 : ce maillon parle d’autre chose."]


def run(*arguments):
    out = io.StringIO()
    call_command("verify_charter", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_agrees(charter):
    assert (
        run("essai") == "essai : 7 maillons (adoptions : 2, signatures : 4, retraits : 1). Tout concorde.\n"
    )


def test_the_command_says_what_is_wrong_and_fails(charter):
    Signatory.objects.filter(link__sequence=3).delete()
    out = io.StringIO()
    with pytest.raises(CommandError, match="essai : 2 anomalies"):
        call_command("verify_charter", "essai", stdout=out)
    assert "  Maillon n° 3 : la signature" in out.getvalue()


def test_the_command_answers_in_json(charter):
    found = json.loads(run("essai", "--json"))
    assert found == {
        "cycle": "essai",
        "valid": True,
        "links": 7,
        "adoptions": 2,
        "signatures": 4,
        "withdrawals": 1,
        "erased": 0,
        "problems": [],
    }


def test_the_command_names_a_cycle_without_a_charter():
    with pytest.raises(CommandError, match="n’a pas de charte"):
        run("nulle-part")


def test_it_takes_as_many_queries_for_one_signature_as_for_five(charter, django_assert_num_queries):
    with django_assert_num_queries(7):
        verify(charter)
    for _ in range(4):
        made.signatory(Version.objects.in_force().get(charter=charter))
    with django_assert_num_queries(7):
        verify(charter)
