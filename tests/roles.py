"""Who is who: one small world that the assurance suites walk through in every role.

Three cycles: one public, one private, and one private elsewhere, of which nobody here but
`facilitator_elsewhere` has heard. Participant, observer and facilitator hold their role in the first two.
"""

import datetime
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Identity, User
from charter import services
from charter.models import Signatory, Version
from cycle.calendar import event_of
from cycle.changes import in_words, record
from cycle.models import (
    Contact,
    Cycle,
    HeldAccount,
    Membership,
    Objective,
    Partner,
    Reference,
    Venue,
    Workday,
)
from cycle.services import publish_programme
from mapping.models import Actor, ActorContact, Steward, Territory
from participants.invitations import as_data
from participants.models import Invitation, Notice, NoticeMail, Told
from participants.models.invitation import LASTS, digest_of
from support import outbox
from support.models import Mail

from .accounts import totp
from .factories import accounts, charter, mapping
from .factories import cycle as cycles

ANONYMOUS = "anonymous"
LOGGED_IN = ("outsider", "participant", "observer", "facilitator", "facilitator_elsewhere", "steward")
ROLES = (ANONYMOUS, *LOGGED_IN)
MEMBERS = ("participant", "observer", "facilitator")


@dataclass(repr=False)
class World:
    """Everything that a declared route may point at. `enrolled` is one more person, with a second factor."""

    department: Territory
    commune: Territory
    former_commune: Territory
    neighbourhood: Territory
    neighbourhood_elsewhere: Territory
    public: Cycle
    private: Cycle
    elsewhere: Cycle
    enrolled: User
    actor: Actor
    proposed_actor: Actor
    proposed_actor_elsewhere: Actor
    merged_actor: Actor
    own_contact: ActorContact | None = None
    charters: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)

    def __repr__(self):
        return "the world"

    def client(self, role: str, **options) -> Client:
        """A new browser for `role`: what one request leaves in it never reaches the next."""
        client = Client(**options)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def day(self, cycle: Cycle, number: int = 1) -> Workday:
        return Workday.objects.get(cycle=cycle, number=number)


def world() -> World:
    """The world, made anew in the database."""
    department = mapping.territory(kind="department", code="W91", name="Pays d’Ici", population=3_100)
    agglomerations = [
        mapping.territory(kind="epci", code=f"20000000{n}", name=name, parents=[department])
        for n, name in enumerate(["Val du Nord", "Plateau du Sud"])
    ]
    communes = [
        _commune(department, agglomerations[n % 2], n, name)
        for n, name in enumerate(["Abbaye-le-Bois", "Évrette", "L’Étang-Sec", "Saint-Cœur"])
    ]
    former = mapping.territory(
        kind="former_commune", code="W9099", name="Petit-Évrette", successor=communes[1], parents=[department]
    )
    far_away = mapping.territory(kind="department", code="W92", name="Pays d’Ailleurs")
    far_commune = _commune(far_away, None, 9, "Loin-sur-Mer")
    made = World(
        department=department,
        commune=communes[0],
        former_commune=former,
        neighbourhood=mapping.territory(
            kind="neighbourhood", code="la-halle", name="La Halle", parents=communes[:2]
        ),
        neighbourhood_elsewhere=mapping.territory(
            kind="neighbourhood", code="le-port", name="Le Port", parents=[far_commune]
        ),
        public=_cycle("publique", "Un cycle que tout le monde lit", department, is_public=True),
        private=_cycle("privee", "Un cycle entre membres", department, is_public=False),
        enrolled=accounts.user("enrolee@example.org"),
        elsewhere=_cycle(
            "ailleurs", "Un cycle mené ailleurs", department, is_public=False, is_published=False
        ),
        **_actors(communes[:2], far_commune),
    )
    made.users = {role: accounts.user(f"{role.replace('_', '-')}@example.org") for role in LOGGED_IN}
    for cycle in (made.public, made.private):
        for role in MEMBERS:
            Membership.objects.create(cycle=cycle, user=made.users[role], role=role)
        author = Identity.objects.of(made.users["facilitator"])
        for place in ("Mairie d’Évrette", "Salle des fêtes, Évrette"):
            before, after = {"Lieu": "", "Thèmes": "1. Un\n2. Deux"}, {"Lieu": place, "Thèmes": "1. Un"}
            record(cycle, made.day(cycle, 4), before, after, reason="Plus de place.", author=author)
    Membership.objects.create(
        cycle=made.elsewhere, user=made.users["facilitator_elsewhere"], role=Membership.Role.FACILITATOR
    )
    totp.enrol(made.enrolled)
    if not Cycle.objects.filter(slug="demonstration").exists():
        _cycle("demonstration", "Un cycle inventé", department, is_public=True)
    Steward.objects.create(territory=department, user=made.users["steward"])
    made.own_contact = ActorContact.objects.create(
        actor=made.actor, function="Veille", email=made.users["steward"].email
    )
    for cycle in (made.public, made.private, made.elsewhere):
        made.charters[cycle.slug] = _charter(cycle, made.users)
    for cycle in (made.public, made.private, made.elsewhere):
        _notice(cycle, made.users["facilitator_elsewhere" if cycle.slug == "ailleurs" else "facilitator"])
    EmailAddress.objects.create(
        user=made.users["outsider"], email=made.users["outsider"].email, verified=True
    )
    for cycle in (made.public, made.private, made.elsewhere):
        _invitations(cycle, made.users)
    made.sessions = {role: _session_of(user) for role, user in made.users.items()}
    return made


def _agenda(cycle, theme):
    """The run of the fourth day says everything that one can say; that of the fifth is there to be copied."""
    fourth, fifth = (Workday.objects.get(cycle=cycle, number=number) for number in (4, 5))
    cycles.agenda_item(fourth, title="Installer la salle", is_public=False)
    cycles.agenda_item(
        fourth,
        title="Tour de parole",
        minutes=45,
        intention="Entendre tout le monde.\n\nSans répondre.",
        method="talking_circle",
        material="Un bâton de parole",
        lead="Maison d’Ici",
        theme=theme,
    )
    cycles.agenda_item(fourth, title="Repas, chez l’Évrette", minutes=90)
    cycles.agenda_item(fifth, title="Accueil")


def _actors(communes, far_commune) -> dict[str, Actor]:
    """One organisation in each state; the published one says and does everything that it can."""
    published = mapping.actor(
        name="La Boussole d’Évrette",
        commune=communes[1],
        presentation="Un lieu pour se retourner.\n\nOuvert le soir.",
        website="https://boussole.example/",
        siret="73282932000074",
    )
    mapping.action(
        published,
        title="Reprendre pied",
        presentation="Deux soirs par semaine.",
        publics=["age_16_18", "parents"],
        stages=["dropping_out"],
        territories=communes,
    )
    proposed = mapping.actor(name="La Boussole", commune=communes[1], status="proposed")
    for actor, is_public in [(published, True), (published, False), (proposed, False)]:
        ActorContact.objects.create(
            actor=actor, function="Accueil", email="accueil@boussole.example", is_public=is_public
        )
    return {
        "actor": published,
        "proposed_actor": proposed,
        "proposed_actor_elsewhere": mapping.actor(commune=far_commune, status="proposed"),
        "merged_actor": mapping.actor(commune=communes[0], status="merged", merged_into=published),
    }


@dataclass
class Charters:
    """The texts of one cycle, and the signatures of its facilitator, one of them withdrawn."""

    replaced: Version
    in_force: Version
    draft: Version
    withdrawn: Signatory
    signed: Signatory


def _charter(cycle, users):
    """A version replaced and one in force, with signatures of each state; a draft that nobody reads."""
    first = charter.version(charter.charter(cycle), articles=3, preamble="Un mot d’abord.\n\nPuis un autre.")
    charter.signatory(first, users["participant"], name="Pauline Participe")
    second = charter.version(first.charter, articles=6, preamble="Un mot d’abord.", title="La charte d’Ici")
    charter.signatory(second, name="Montrée Dupont", is_displayed=True)
    charter.signatory(second, name="Cachée Martin")
    team = users["facilitator_elsewhere" if cycle.slug == "ailleurs" else "facilitator"]
    withdrawn = services.withdraw(charter.signatory(second, team, name="Fatou Anime"))
    return Charters(
        replaced=first,
        in_force=second,
        draft=charter.draft(first.charter),
        withdrawn=withdrawn,
        signed=charter.signatory(second, team, name="Fatou Anime"),
    )


def _notice(cycle, team):
    """A notice that told of the fourth day; its mail may not have arrived."""
    day = cycle.workdays.get(number=4)
    event = as_data(event_of(day))
    change = {"workday": day.pk, "name": day.name, "method": "REQUEST", "is_new": True, "differences": []}
    notice = Notice.objects.create(
        cycle=cycle,
        text="Venez nombreux.",
        subject=f"{cycle.title} : « {day.name} »",
        sent_at=timezone.now(),
        sent_by=Identity.objects.of(team),
        changes=[{**change, "event": event}],
        people=1,
    )
    mail = outbox.queue(to="membre@example.org", subject=notice.subject, body="Bonjour.")
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.UNCERTAIN)
    NoticeMail.objects.create(notice=notice, mail=mail)
    Told.objects.create(workday=day, sequence=day.sequence, words=in_words(day, []), event=event)


def _invitations(cycle, users):
    """The outsider is asked in; somebody else was, and nobody is any more."""
    team = Identity.objects.of(users["facilitator_elsewhere" if cycle.slug == "ailleurs" else "facilitator"])
    common = {"cycle": cycle, "invited_by": team, "expires_at": timezone.now() + LASTS}
    Invitation.objects.create(
        **common,
        email=users["outsider"].email,
        role="participant",
        note="Venez comme vous êtes.",
        token_digest=digest_of(f"ouverte-{cycle.slug}"),
    )
    Invitation.objects.create(
        **common,
        role="observer",
        token_digest=digest_of(f"retiree-{cycle.slug}"),
        withdrawn_at=timezone.now(),
    )


def _session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _commune(department, agglomeration, number, name):
    """A square of some five kilometres, next to the one before."""
    west, south = 2.2 + number * 0.07, 48.5
    east, north = west + 0.07, south + 0.05
    commune = mapping.territory(
        code=f"W900{number}",
        name=name,
        population=100 * (number + 1),
        parents=[department, *([agglomeration] if agglomeration else [])],
        latitude=(south + north) / 2,
        longitude=(west + east) / 2,
    )
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    commune.set_outline({"type": "Polygon", "coordinates": [ring]})
    commune.save()
    return commune


def _cycle(slug, title, territory, *, is_public, is_published=True):
    """A cycle that holds one of everything: each state of a workday, themes with and without a day."""
    today = timezone.localdate()
    cycle = cycles.cycle(
        slug=slug,
        title=title,
        tagline="Se parler, puis agir ensemble.",
        context="Un premier paragraphe.\n\nUn second, sur l’Évrette.",
        territory=territory,
        is_public=is_public,
        is_fictional=True,
        charter_note="La charte est adoptée ; son texte n’est pas reproduit ici.",
        licence="CC BY-NC-SA 3.0 FR",
        licence_url="https://creativecommons.org/licenses/by-nc-sa/3.0/fr/",
        source_note="Tout est inventé.",
        service_email="equipe@example.org",
        school_zone="C",
    )
    phases = [
        cycles.phase(
            cycle,
            title=phase_title,
            begins_on=today + datetime.timedelta(days=begins),
            ends_on=today + datetime.timedelta(days=begins + 89),
        )
        for phase_title, begins in [("Fonder", -120), ("Dessiner", -30), ("Mobiliser", 60)]
    ]
    themes = [
        cycles.theme(cycle, phase=phases[n // 2], title=f"Question {n + 1} : comment s’y prendre ?")
        for n in range(6)
    ]
    venue = Venue.objects.create(
        cycle=cycle,
        name="Maison de l’Évrette",
        address="2 rue du Lavoir",
        commune=Territory.objects.communes_of(territory).first(),
        access="De plain-pied.\nPar la cour.",
        capacity=40,
    )
    Venue.objects.create(cycle=cycle, name="Salle que personne ne prend")
    Day = Workday  # noqa: N806
    month = (today + datetime.timedelta(days=70)).replace(day=1)
    days = [
        {
            "status": Day.Status.HELD,
            "precision": "day",
            "date": today - datetime.timedelta(days=100),
            "people": 31,
            "organisations": 1,
        },
        {"status": Day.Status.HELD, "is_announced": False, "precision": "period"},
        {"status": Day.Status.CANCELLED, "precision": "day", "date": today - datetime.timedelta(days=10)},
        {
            "precision": "minute",
            "date": today + datetime.timedelta(days=15),
            "starts_at": datetime.time(9),
            "ends_at": datetime.time(16, 30),
            "format": Day.Format.BOTH,
            "venue": venue,
            "place": "Salle des fêtes, Évrette",
            "video_link": "https://visio.example/salle",
            "description": "Venez avec une question.\n\nRepartez avec trois.",
        },
        {"precision": "month", "date": month},
        {"precision": "period"},
    ]
    for n, day in enumerate(days):
        cycles.workday(cycle, phase=phases[n // 2], themes=[themes[n]] if n != 4 else [], **day)
    _agenda(cycle, themes[3])
    for number in (1, 2):
        Objective.objects.create(cycle=cycle, number=number, text=f"Objectif numéro {number}")
    Contact.objects.create(
        cycle=cycle,
        number=1,
        organisation="Maison d’Ici",
        former_name="Foyer d’Ici",
        address="1 place de la Halle 91000 Évrette",
        website="https://maison.example/",
    )
    for number, role in enumerate(Partner.Role, start=1):
        Partner.objects.create(cycle=cycle, number=number, name=f"Partenaire {number}", role=role)
    source = Reference.objects.create(
        cycle=cycle,
        number=1,
        key="recit",
        title="Le récit du cycle",
        author="Quelqu’un",
        published="2022-06",
        url="https://recit.example/",
        licence="CC BY 4.0",
    )
    HeldAccount.objects.create(
        cycle=cycle, workdays=7, begins="2021-03", ends="2022-02", note="Une de plus.", source=source
    )
    if is_published:
        publish_programme(cycle)
        cycle.refresh_from_db()
    return cycle
