"""Somebody who leaves a trace in every personal field of every room, for `tests/portal/test_erasure.py`.

Each maker leaves the traces of one room, through its pages where it has some. A room that begins to keep
something about people adds a maker here; until it does, the test names the field without a canary.
"""

from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from accounts.models import Identity, User
from charter.models import Signatory
from cycle.models import Cycle, Membership, ProgrammeChange
from mapping.models import ActorContact, Steward
from participants import inviting
from support import outbox
from tests.accounts import entrance
from tests.accounts.totp import enrol
from tests.factories import mapping

# In every text that says who the person is; whoever still reads it after the deletion reads too much.
STEM = "zqcanari"
EMAIL = f"{STEM}@example.org"

# Text that is not the person's own, by "app.Model.field", and why.
NOT_OF_THE_PERSON = {
    "accounts.User.password": "nobody has one",
    "account.EmailConfirmation.key": "not used: addresses are confirmed by a code",
    "mfa.Authenticator.data": "secrets, told to nobody; the row goes",
    "charter.Signatory.salt": "random; emptied with the rest",
    "mapping.Actor.siret": "emptied with the rest",
    "mapping.Actor.rna": "emptied with the rest",
    "mapping.Actor.uai": "emptied with the rest",
    "mapping.Actor.source": "a file's name",
    "mapping.Actor.source_key": "a file's name",
    "mapping.ActorContact.phone": "digits only; the row goes",
    "participants.Invitation.email": "of whoever is invited; erased with their answer",
    "participants.Invitation.note": "said to whoever is invited; erased with their answer",
    "participants.Invitation.token_digest": "random",
    **dict.fromkeys(
        [
            "cycle.Workday.title",
            "cycle.Workday.place",
            "cycle.Workday.description",
            "cycle.Workday.video_link",
            "participants.Notice.text",
            "participants.Notice.subject",
            "participants.Notice.changes",
            "cycle.AgendaItem.title",
            "cycle.AgendaItem.intention",
            "cycle.AgendaItem.material",
            "cycle.AgendaItem.lead",
            "cycle.Venue.name",
            "cycle.Venue.address",
            "cycle.Venue.access",
            "cycle.ProgrammeChange.workday_name",
            "cycle.ProgrammeChange.differences",
            "cycle.ProgrammeChange.reason",
        ],
        "said of a day, whoever wrote it; the form asks to name nobody",
    ),
}

_makers = []


@dataclass
class Person:
    """The one who will go, and their browser."""

    user: User
    browser: Client


def maker(make):
    """Add a room's traces: a function of the world and the person."""
    _makers.append(make)
    return make


def person(world) -> Person:
    """Somebody who signed up and left a trace everywhere."""
    browser = Client()
    entrance.sign_up(browser, EMAIL)
    made = Person(User.objects.get(email=EMAIL), browser)
    for make in _makers:
        make(world, made)
    return made


@maker
def account(world, made):
    enrol(made.user)
    Identity.objects.update_or_create(user=made.user, defaults={"name": f"{STEM} Diop"})
    stranger = Client()
    entrance.ask_to_log_in(stranger, EMAIL)


@maker
def card(world, made):
    """Left once and back again: two memberships, two cards; an organisation that is a person."""
    fields = {
        "name": f"{STEM} Diop",
        "function": f"{STEM} conseil",
        "organisation": f"{STEM} indépendante",
        "commune": world.commune.code,
        "legal_family": "individual",
        "category": "training_body",
    }
    join = reverse("participants:join", args=[world.public.slug])
    assert made.browser.post(join, fields).status_code == 302
    made.browser.post(reverse("participants:leave", args=[world.public.slug]))
    assert made.browser.post(join, fields).status_code == 302


@maker
def card_of_an_organisation(world, made):
    Membership.objects.create(cycle=world.private, user=made.user, role=Membership.Role.OBSERVER)
    card = reverse("participants:card", args=[world.private.slug])
    fields = {"name": f"{STEM} Diop", "function": STEM, "organisation": world.actor.name}
    assert made.browser.post(card, fields).status_code == 302


@maker
def signatures(world, made):
    """One in force and shown, one withdrawn; and what was typed before a detour."""
    sign = reverse("charter:version_sign", args=[world.charters["publique"].in_force.pk])
    fields = {"name": f"{STEM} Diop", "is_read": "on", "is_displayed": "on"}
    first = made.browser.post(sign, fields)["Location"]
    made.browser.post(f"{first}retirer/")
    assert made.browser.post(sign, fields)["Location"] != first
    assert Signatory.objects.of(made.user).count() == 2
    session = made.browser.session
    session["charter_drafts"] = {"0": {"name": f"{STEM} Diop", "is_displayed": True}}
    session.save()


@maker
def map_(world, made):
    Steward.objects.create(territory=world.department, user=made.user)
    ActorContact.objects.create(
        actor=world.actor, name=f"{STEM} Diop", function=STEM, email=EMAIL.upper(), is_public=True
    )
    alone = mapping.actor(
        name=f"{STEM} écoute",
        commune=world.commune,
        legal_family="individual",
        category="training_body",
        presentation=f"Je suis {STEM}.",
        website=f"https://{STEM}.example/",
        proposed_by=made.user,
    )
    mapping.action(alone, title=f"Venir voir {STEM}", presentation=STEM, territories=[world.commune])
    ActorContact.objects.create(actor=alone, name=STEM, function=STEM, email=f"{STEM}-cabinet@example.org")


@maker
def programme(world, made):
    """The day that they changed tells who did, until they go."""
    identity = Identity.objects.of(made.user)
    day = world.day(world.public)
    day.mark_edited(identity)
    day.mark_agenda_edited(identity)
    day.save()
    ProgrammeChange.objects.create(
        cycle_key=world.public.pk,
        workday_uid=day.uid,
        workday_name=day.title,
        kind=ProgrammeChange.Kind.CHANGED,
        differences=[],
        author=identity,
    )


@maker
def mails(world, made):
    outbox.queue(to=EMAIL, subject=f"Bonjour {STEM}", body=f"Bonjour {STEM}")
    contact = reverse("cycle:contact", args=[world.public.slug])
    fields = {"name": f"{STEM} Diop", "email": EMAIL.capitalize(), "message": f"C’est {STEM}."}
    assert made.browser.post(contact, fields).status_code == 302


@maker
def invited(world, made):
    """A cycle elsewhere waits for their answer; they asked somebody else into one that they ran a while."""
    team = world.users["facilitator_elsewhere"]
    inviting.invite(world.elsewhere, EMAIL, "observer", note=f"Bonjour {STEM}", by=team)
    membership = Membership.objects.current().get(cycle=world.private, user=made.user)
    Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.FACILITATOR)
    inviting.invite(world.private, "quelquun@example.org", "observer", by=made.user)
    Membership.objects.filter(pk=membership.pk).update(role=membership.role)


@maker
def team(world, made):
    Cycle.objects.filter(pk=world.private.pk).update(service_email=EMAIL)
