"""The team sees who is there, invites, changes roles, removes; the cycle never loses its last facilitator."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identity
from cycle.models import Membership
from participants import inviting
from participants.models import Invitation, Participant
from participants.models.invitation import digest_of
from support.models import Mail
from tests.cycle.preparing import facilitator
from tests.factories import accounts
from tests.factories import cycle as make
from tests.factories.mapping import actor
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

AWA = {"email": "awa@example.org", "role": "participant", "note": "Au plaisir de vous y voir."}


@pytest.fixture
def cycle():
    cache.clear()
    return make.cycle(title="Garder le lien", service_email="equipe@example.org")


@pytest.fixture
def team(client, cycle):
    return facilitator(client, cycle)


def page(cycle, name="team", *arguments):
    return reverse(f"participants:{name}", args=[cycle.slug, *arguments])


def role_of(cycle, person):
    return Membership.objects.current().get(cycle=cycle, user=person).role


# Who is there


def test_the_page_says_who_is_there_as_what_and_what_each_role_means(client, cycle, team):
    participant(cycle, name="Awa Diop", function="Éducatrice", organisation=actor(name="La Passerelle"))
    participant(cycle, role="observer", name="Marc Observe")
    gone = participant(cycle, name="Partie Ailleurs")
    gone.membership.leave()
    text = client.get(page(cycle)).text
    for words in (
        "L’équipe d’animation",
        "En observation",
        "En participation",
        "Awa Diop",
        "Éducatrice<br>La Passerelle",
        "Marc Observe",
        "Personne sans fiche (vous)",
        "Une double authentification lui est demandée",
        "ne signe pas la charte",
    ):
        assert words in text
    assert "Partie Ailleurs" not in text
    assert Membership.objects.current().last().user.email not in text


def test_the_board_leads_there(client, cycle, team):
    board = reverse("cycle:board", args=[cycle.slug])
    for _ in range(2):
        assert f'href="{page(cycle)}">L’équipe et les membres</a>' in client.get(board).text
        cycle.publish_programme()


def test_queries_do_not_grow_with_members_nor_invitations(client, cycle, team):
    counts = []
    for _ in range(2):
        for _ in range(3):
            participant(cycle, organisation=actor())
            inviting.invite(cycle, f"{Invitation.objects.count()}@example.org", "observer", by=team)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(page(cycle))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_members_are_refused_and_outsiders_see_nothing(client, cycle, team):
    person = participant(cycle, name="Awa").membership
    make.membership(cycle, accounts.user(), "facilitator")
    inviting.invite(cycle, "x@example.org", "observer", by=team)
    waiting = Invitation.objects.get()
    elsewhere, outsider, observer = Client(), Client(), Client()
    facilitator(elsewhere, make.cycle())
    outsider.force_login(accounts.user())
    observer.force_login(participant(cycle, role="observer").membership.user)
    posts = [
        (page(cycle), AWA),
        (page(cycle, "member_role", person.pk), {"role": "facilitator"}),
        (page(cycle, "member_remove", person.pk), {}),
        (page(cycle, "invitation_settle", waiting.pk), {"action": "withdraw"}),
    ]
    before = list(Membership.objects.order_by("pk").values()), list(Invitation.objects.values())
    for address, data in posts:
        assert elsewhere.post(address, data).status_code == 404
        assert outsider.post(address, data).status_code == 404
        assert observer.post(address, data).status_code == 403
    assert (list(Membership.objects.order_by("pk").values()), list(Invitation.objects.values())) == before


def test_what_belongs_to_another_cycle_is_not_there(client, cycle, team):
    other, stranger = make.cycle(), Client()
    leader = facilitator(stranger, other)
    inviting.invite(other, "x@example.org", "observer", by=leader)
    theirs = Membership.objects.get(user=leader)
    assert client.post(page(cycle, "member_role", theirs.pk), {"role": "observer"}).status_code == 404
    assert client.post(page(cycle, "member_remove", theirs.pk)).status_code == 404
    waiting = Invitation.objects.get()
    assert client.post(page(cycle, "invitation_settle", waiting.pk)).status_code == 404
    assert Invitation.objects.open().exists()


# Inviting


def test_an_invitation_leaves_once_and_says_who_invites_to_what_until_when(client, cycle, team):
    for _ in range(2):
        answer = client.post(page(cycle), AWA, follow=True)
        assert answer.redirect_chain == [(page(cycle), 302)]
    assert "déjà invitée" in answer.text
    waiting, mail = Invitation.objects.get(), Mail.objects.get()
    assert (mail.to, mail.reply_to) == ("awa@example.org", "equipe@example.org")
    assert mail.not_after == waiting.expires_at
    assert waiting.expires_at - waiting.created_at > datetime.timedelta(days=13)
    (token,) = [line.split("/")[-2] for line in mail.body.splitlines() if "/invitations/" in line]
    assert waiting.token_digest == digest_of(token) != token
    assert len(token) == 64
    for words in (
        "L’équipe d’animation du cycle « Garder le lien »",
        "participation",
        AWA["note"],
        "jusqu’au",
    ):
        assert words in mail.body
    for words in ("awa@example.org", "Les invitations sans réponse", AWA["note"]):
        assert words in answer.text


def test_capitals_make_no_second_invitation(client, cycle, team):
    client.post(page(cycle), AWA)
    client.post(page(cycle), AWA | {"email": " AWA@Example.org "})
    assert Invitation.objects.get().email == "awa@example.org"
    assert Mail.objects.count() == 1


def test_other_words_do_not_get_lost_behind_an_invitation_that_waits(client, cycle, team):
    client.post(page(cycle), AWA)
    answer = client.post(page(cycle), AWA | {"role": "observer", "note": "Autre mot."})
    assert "Une invitation attend déjà à cette adresse (participation)" in answer.text
    assert "Autre mot." in answer.text
    assert Mail.objects.count() == 1


def test_an_invitation_says_nothing_of_accounts(client, cycle, team):
    accounts.user("connue@example.org")
    client.post(page(cycle), AWA, follow=True)
    told = []
    for address in ("connue@example.org", "inconnu@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(page(cycle), AWA | {"email": address}, follow=True)
        told.append((answer.redirect_chain, len(queries), answer.context["messages"]._loaded_data[0].message))
        Invitation.objects.filter(email=address).delete()
    assert told[0][:2] == told[1][:2]
    assert told[0][2].replace("connue", "") == told[1][2].replace("inconnu", "")


def test_a_member_is_not_invited_again_but_may_change_role(client, cycle, team):
    person = participant(cycle, accounts.user("awa@example.org")).membership
    answer = client.post(page(cycle), AWA)
    assert "Cette personne est déjà membre du cycle : participation." in answer.text
    assert "Changer plutôt son rôle" not in answer.text
    answer = client.post(page(cycle), AWA | {"role": "observer"})
    link = f"{page(cycle, 'member_role', person.pk)}?role=observer"
    assert f'href="{link}">Changer plutôt son rôle</a>' in answer.text
    assert client.get(link).context["form"].initial == {"role": "observer"}
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email": ""}, "obligatoire"),
        ({"email": "awa"}, "adresse"),
        ({"email": '"a\x07b"@example.org'}, "caractère de contrôle"),
        ({"email": "a" * 300 + "@example.org"}, "254"),
        ({"role": "steward"}, "steward"),
        ({"role": ""}, "obligatoire"),
        ({"note": "x" * 301}, "300"),
        ({"note": "Bonjour\x1b"}, "caractère de contrôle"),
        ({"email": "awa@example.org\nBcc: x@example.org"}, "adresse"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    client, cycle, team, change, message
):
    data = AWA | change
    answer = client.post(page(cycle), data)
    assert answer.status_code == 200
    (field,) = change
    assert message in " ".join(answer.context["form"].errors[field])
    assert answer.context["form"]["note"].value() == data["note"]
    assert not Invitation.objects.exists()
    assert not Mail.objects.exists()


def test_thirty_invitations_an_hour_are_enough(client, cycle, team):
    for number in range(inviting.AT_MOST):
        inviting.invite(cycle, f"{number}@example.org", "observer", by=team)
    answer = client.post(page(cycle), AWA)
    assert answer.status_code == 429
    assert "30 invitations en une heure" in answer.text
    assert "awa@example.org" in answer.text
    again = page(cycle, "invitation_settle", Invitation.objects.first().pk)
    assert "30 invitations en une heure" in client.post(again, {"action": "again"}, follow=True).text
    assert Mail.objects.count() == inviting.AT_MOST
    Invitation.objects.update(created_at=timezone.now() - datetime.timedelta(hours=2))
    assert client.post(page(cycle), AWA).status_code == 302


# What waits


def test_an_invitation_is_withdrawn_once_and_its_address_goes(client, cycle, team):
    client.post(page(cycle), AWA)
    settle = page(cycle, "invitation_settle", Invitation.objects.get().pk)
    answer = client.post(settle, {"action": "withdraw"}, follow=True)
    assert "est retirée" in answer.text
    answer = client.post(settle, {"action": "withdraw"}, follow=True)
    assert "n’attendait plus de réponse" in answer.text
    assert "awa@example.org" not in answer.text
    waiting = Invitation.objects.get()
    assert (waiting.email, waiting.note) == ("", "")
    assert waiting.withdrawn_at
    # It had not left yet: it never does.
    assert not Mail.objects.exists()
    assert "n’attendait plus" in client.post(settle, {"action": "again"}, follow=True).text


def test_sent_again_the_old_link_dies(client, cycle, team):
    client.post(page(cycle), AWA)
    old = Invitation.objects.get()
    settle = page(cycle, "invitation_settle", old.pk)
    Mail.objects.update(state=Mail.State.SENT, sent_at=timezone.now(), body="")
    assert "avec un nouveau lien" in client.post(settle, {"action": "again"}, follow=True).text
    assert "n’attendait plus" in client.post(settle, {"action": "again"}, follow=True).text
    new = Invitation.objects.open().get()
    assert new.token_digest != old.token_digest
    assert (new.email, new.role, new.note) == ("awa@example.org", "participant", AWA["note"])
    assert Mail.objects.count() == 2


def test_an_expired_invitation_says_so_and_may_be_made_anew(client, cycle, team):
    client.post(page(cycle), AWA)
    past = timezone.now() - datetime.timedelta(days=1)
    Invitation.objects.update(expires_at=past, created_at=past - datetime.timedelta(days=14))
    assert "Expirée" in client.get(page(cycle)).text
    assert client.post(page(cycle), AWA | {"role": "observer"}).status_code == 302
    assert Invitation.objects.open().get().role == "observer"


def test_a_mail_that_was_refused_is_shown(client, cycle, team):
    client.post(page(cycle), AWA)
    Mail.objects.update(state=Mail.State.FAILED)
    assert "n’est peut-être pas arrivé (refusé)" in client.get(page(cycle)).text


# Roles


def test_a_role_changes_and_the_person_learns_it(client, cycle, team):
    card = participant(cycle, name="Awa Diop")
    change = page(cycle, "member_role", card.membership_id)
    assert "Le rôle de Awa Diop" in client.get(change).text
    for _ in range(2):
        answer = client.post(change, {"role": "facilitator"}, follow=True)
        assert answer.redirect_chain == [(page(cycle), 302)]
    assert role_of(cycle, card.membership.user) == "facilitator"
    mail = Mail.objects.get()
    assert (mail.to, mail.reply_to) == (card.membership.user.email, "equipe@example.org")
    assert "équipe d’animation" in mail.body
    assert Participant.objects.get() == card
    assert Membership.objects.filter(user=card.membership.user).count() == 1


@pytest.mark.parametrize("role", ["steward", "", "facilitator\x1b"])
def test_an_unknown_role_is_refused_beside_the_field(client, cycle, team, role):
    card = participant(cycle)
    answer = client.post(page(cycle, "member_role", card.membership_id), {"role": role})
    assert answer.status_code == 200
    assert answer.context["form"].errors["role"]
    assert role_of(cycle, card.membership.user) == "participant"


def test_ones_own_role_changes_once_one_means_it(client, cycle, team):
    make.membership(cycle, accounts.user(), "facilitator")
    change = page(cycle, "member_role", Membership.objects.get(user=team).pk)
    answer = client.post(change, {"role": "participant"})
    assert "est-ce bien ce que vous voulez" in answer.text
    assert role_of(cycle, team) == "facilitator"
    answer = client.post(change, {"role": "participant", "sure": "participant"})
    assert answer["Location"] == page(cycle, "card")
    assert role_of(cycle, team) == "participant"
    assert not Mail.objects.exists()


def test_the_only_facilitator_stays_one(client, cycle, team):
    closed = accounts.user()
    make.membership(cycle, closed, "facilitator")
    closed.is_active = False
    closed.save()
    change = page(cycle, "member_role", Membership.objects.get(user=team).pk)
    answer = client.post(change, {"role": "observer", "sure": "observer"})
    assert answer.status_code == 409
    assert "la seule personne à animer" in answer.text
    assert role_of(cycle, team) == "facilitator"


def test_what_the_team_decides_closes_an_invitation_that_waits(client, cycle, team):
    person = accounts.user("awa@example.org")
    client.post(page(cycle), AWA)
    card = participant(cycle, person)
    client.post(page(cycle, "member_role", card.membership_id), {"role": "facilitator"})
    assert not Invitation.objects.open().exists()


# Removing


def test_somebody_is_removed_once_it_is_confirmed_and_learns_it(client, cycle, team):
    card = participant(cycle, name="Awa Diop")
    remove = page(cycle, "member_remove", card.membership_id)
    assert "Retirer Awa Diop du cycle ?" in client.get(remove).text
    assert role_of(cycle, card.membership.user) == "participant"
    answer = client.post(remove, follow=True)
    assert "n’est plus membre du cycle" in answer.text
    left = Membership.objects.get(pk=card.membership_id)
    assert left.left_at
    assert Participant.objects.get() == card
    assert "mis fin à votre place" in Mail.objects.get(to=card.membership.user.email).body
    assert client.post(remove).status_code == 404
    assert Mail.objects.count() == 1


def test_oneself_is_not_removed_but_leaves(client, cycle, team):
    remove = page(cycle, "member_remove", Membership.objects.get(user=team).pk)
    assert client.post(remove)["Location"] == page(cycle, "leave")
    assert role_of(cycle, team) == "facilitator"


def test_somebody_whose_account_is_closed_may_be_removed_and_is_written_nothing(client, cycle, team):
    card = participant(cycle, name="Awa Diop")
    card.membership.user.is_active = False
    card.membership.user.save()
    assert "compte fermé" in client.get(page(cycle)).text
    assert client.post(page(cycle, "member_remove", card.membership_id)).status_code == 302
    assert not Membership.objects.current().filter(pk=card.membership_id).exists()
    assert not Mail.objects.exists()


def test_who_invited_is_named_by_their_card(client, cycle, team):
    Participant.objects.create(membership=Membership.objects.get(user=team), name="Inès Anime")
    client.post(page(cycle), AWA)
    assert "par Inès Anime" in client.get(page(cycle)).text
    Identity.objects.get(user=team).erase()
    assert "personne dont le compte est effacé" in client.get(page(cycle)).text
