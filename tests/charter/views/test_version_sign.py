import pytest
from django.urls import reverse

from charter import services
from charter.models import ChainLink, Signatory
from cycle.models import Membership
from participants.models import Participant
from support.outbox.models import Mail
from tests.accounts.entrance import LOGIN, LOGIN_CODE, SIGNUP, SIGNUP_CODE, last_code
from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.journeys import log_in_freshly

pytestmark = pytest.mark.django_db

SIGNED = {"name": "Awa Diop", "is_read": "on"}


def page(version):
    return reverse("charter:version_sign", args=[version.pk])


def test_a_participant_signs_and_reads_the_receipt(fresh, version, person):
    shown = fresh.get(page(version)).text
    assert 'value="Awa Diop"' in shown
    assert "Enseignante, Collège des Tilleuls" in shown
    assert "Ce que dit l’article 2." in shown
    answer = fresh.post(page(version), SIGNED, follow=True)
    signatory = Signatory.objects.get()
    assert answer.redirect_chain == [(reverse("charter:receipt", args=[signatory.pk]), 302)]
    assert "Votre signature est enregistrée" in answer.text
    assert (signatory.name, signatory.is_displayed) == ("Awa Diop", False)
    assert Mail.objects.filter(to=person.email).count() == 1


def test_the_page_says_what_kind_of_signature_it_is_and_what_becomes_of_it(fresh, version):
    text = fresh.get(page(version)).text
    for said in (
        "signature électronique simple",
        "Usage",
        "Base légale",
        "Qui la voit",
        "Durée",
        "Vos droits",
    ):
        assert said in text
    assert "qualifiée" not in text
    assert 'name="is_displayed"' in text
    assert "checked" not in text


def test_signing_again_changes_nothing_and_leads_to_the_first_receipt(fresh, version):
    first = fresh.post(page(version), SIGNED)["Location"]
    assert fresh.post(page(version), {**SIGNED, "name": "Une autre"})["Location"] == first
    assert fresh.get(page(version))["Location"] == first
    assert Signatory.objects.get().name == "Awa Diop"
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Ce champ est obligatoire."),
        ({"is_read": ""}, "Cochez cette case"),
        ({"name": "A\x1fB"}, "Écrivez sur une seule ligne"),
        ({"name": "A" * 121}, "120"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(fresh, version, change, message):
    answer = fresh.post(page(version), {**SIGNED, "is_displayed": "on", **change})
    assert answer.status_code == 200
    assert message in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert answer.context["form"]["is_displayed"].value()
    assert not Signatory.objects.exists()


def test_whoever_corrected_their_card_meanwhile_reads_as_what_they_sign_before_signing(
    fresh, version, person
):
    shown = {"read_as": "Enseignante, Collège des Tilleuls"}
    assert f'name="read_as" value="{shown["read_as"]}"' in fresh.get(page(version)).text
    Participant.objects.update(function="Principale")
    answer = fresh.post(page(version), {**SIGNED, **shown, "name": "Awa D."})
    assert answer.status_code == 409
    assert "Votre fiche a changé entre-temps" in answer.text
    assert "<title>Erreur : " in answer.text
    assert "<b>Principale, Collège des Tilleuls</b>" in answer.text
    assert 'value="Awa D."' in answer.text
    assert not Signatory.objects.exists()
    fresh.post(page(version), {**SIGNED, "read_as": "Principale, Collège des Tilleuls"})
    assert Signatory.objects.get().function == "Principale"


def test_a_replaced_charter_is_told_before_a_changed_card(fresh, version):
    second = made.version(version.charter)
    Participant.objects.update(function="Principale")
    late = {**SIGNED, "read_as": "Enseignante, Collège des Tilleuls"}
    answer = fresh.post(page(version), late, follow=True)
    assert answer.redirect_chain == [(page(second), 302)]
    assert "Une nouvelle version a remplacé" in answer.text


def test_signed_already_the_first_receipt_comes_back_whatever_the_card_says_by_now(fresh, version):
    first = fresh.post(page(version), SIGNED)["Location"]
    Participant.objects.update(function="Principale")
    late = {**SIGNED, "read_as": "Enseignante, Collège des Tilleuls"}
    assert fresh.post(page(version), late, follow=True).redirect_chain == [(first, 302)]


def test_long_after_log_in_a_code_is_asked_first(stale, version, person):
    answer = stale.get(page(version))
    assert answer["Location"].startswith(reverse("accounts:fresh_code"))
    ask = answer["Location"]
    stale.post(ask, {"action": "ask"})
    assert stale.post(ask, {"code": last_code(person.email)})["Location"] == page(version)
    assert stale.post(page(version), SIGNED).status_code == 302
    assert Signatory.objects.count() == 1


def test_what_was_typed_before_a_code_was_asked_is_found_again(stale, version, person):
    ask = stale.post(page(version), {"name": "Awa D.", "is_read": "on", "is_displayed": "on"})["Location"]
    assert not Signatory.objects.exists()
    stale.post(ask, {"action": "ask"})
    answer = stale.post(ask, {"code": last_code(person.email)}, follow=True)
    form = answer.context["form"]
    assert (form["name"].value(), form["is_displayed"].value()) == ("Awa D.", True)
    stale.post(page(version), {"name": "Awa D.", "is_read": "on"})
    assert "charter_drafts" not in stale.session or stale.session["charter_drafts"] == {}


def test_on_a_form_that_is_wrong_no_code_is_asked_yet(stale, version):
    assert stale.post(page(version), {"name": ""}).status_code == 200


def test_another_persons_fresh_code_does_not_serve(stale, version, person):
    session = stale.session
    session["fresh_code_proven"] = {"user": str(user().pk), "login": 2**40}
    session.save()
    assert stale.post(page(version), SIGNED)["Location"].startswith(reverse("accounts:fresh_code"))
    assert not Signatory.objects.exists()


def test_a_facilitator_signs_too(client, version):
    membership(version.charter.cycle, team := user(), "facilitator")
    log_in_freshly(client, team)
    client.post(page(version), SIGNED)
    assert Signatory.objects.get().capacity == ""


def test_an_observer_does_not_sign(client, version):
    membership(version.charter.cycle, observer := user(), "observer")
    log_in_freshly(client, observer)
    assert client.get(page(version)).status_code == 403
    assert client.post(page(version), SIGNED).status_code == 403
    assert not Signatory.objects.exists()


def test_an_outsider_joins_first_then_comes_back(client, version):
    log_in_freshly(client, user())
    join = client.get(page(version))["Location"]
    assert join.startswith(reverse("participants:join", args=[version.charter.cycle.slug]))
    assert client.post(join, {"name": "Awa Diop"})["Location"] == page(version)


def test_a_private_cycle_is_not_there_for_an_outsider(client):
    version = made.version(made.charter(cycle(is_public=False)))
    log_in_freshly(client, user())
    assert client.get(page(version)).status_code == 404
    assert client.post(page(version), SIGNED).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_is_not_there(fresh, version, method):
    draft = made.draft(version.charter)
    assert getattr(fresh, method)(page(draft), SIGNED).status_code == 404


def test_a_replaced_version_is_not_signed_and_what_was_typed_goes_to_the_new_one(fresh, version):
    second = made.version(version.charter)
    assert fresh.get(page(version))["Location"] == version.get_absolute_url()
    answer = fresh.post(page(version), {**SIGNED, "name": "Awa D."}, follow=True)
    assert answer.redirect_chain == [(page(second), 302)]
    assert "Une nouvelle version a remplacé" in answer.text
    assert 'value="Awa D."' in answer.text
    assert not Signatory.objects.exists()


def test_a_version_replaced_at_that_very_moment_is_not_signed(fresh, version, monkeypatch):
    def replaced(*arguments, **options):
        made.version(version.charter)
        raise services.NotInForceError

    monkeypatch.setattr(services, "sign", replaced)
    answer = fresh.post(page(version), SIGNED, follow=True)
    assert "Une nouvelle version a remplacé" in answer.text


def test_after_a_withdrawal_one_may_sign_again(fresh, version):
    first = fresh.post(page(version), SIGNED)["Location"]
    fresh.post(f"{first}retirer/")
    assert fresh.get(page(version)).status_code == 200
    assert fresh.post(page(version), SIGNED)["Location"] != first
    assert list(ChainLink.objects.order_by("sequence").values_list("kind", flat=True)) == [
        "adoption",
        "signature",
        "withdrawal",
        "signature",
    ]


def test_from_an_invitation_to_the_receipt_in_four_submissions_and_one_code(client, version):
    """Somebody who has an account and never came to this cycle follows a link to the page for signing."""
    known = user("connue@example.org")
    login = client.get(page(version))["Location"]
    assert login.startswith(LOGIN)
    client.post(LOGIN, {"login": known.email, "next": page(version)})
    after = client.post(LOGIN_CODE, {"code": last_code(known.email), "next": page(version)})["Location"]
    join = client.get(after)["Location"]
    back = client.post(join, {"name": "Awa Diop"})["Location"]
    assert client.get(back).status_code == 200
    assert client.post(back, SIGNED, follow=True).context["signatory"].identity.user == known
    assert Mail.objects.filter(subject__icontains="code").count() == 1


def test_from_an_invitation_to_the_receipt_without_an_account(client, version):
    signup = f"{SIGNUP}?next={page(version)}"
    client.post(signup, {"email": "nouvelle@example.org", "next": page(version)})
    after = client.post(SIGNUP_CODE, {"code": last_code("nouvelle@example.org")})["Location"]
    join = client.get(after)["Location"]
    back = client.post(join, {"name": "Awa Diop"})["Location"]
    client.post(back, SIGNED)
    assert Signatory.objects.get().identity.user.email == "nouvelle@example.org"
    assert Membership.objects.count() == 1
