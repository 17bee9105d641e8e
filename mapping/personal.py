"""What the map holds about one person: territories kept, organisations proposed, work contacts."""

from django.urls import reverse

from accounts.personal import Entry, Fact, Link, day
from support.public_pages import touching

from .contacts import hold, remove
from .models import Actor, ActorContact, LegalFamily, Steward

GIVE_UP = "Pour ne plus tenir une carte, écrivez à l’adresse donnée plus haut."
PROPOSED = "Une erreur ? Nommez autrement votre structure dans votre fiche : l’autre nom sera relu aussi."
FORGOTTEN = "Personne retirée de la carte"


class MapPart:
    """Stewardships, proposed organisations, and contacts that bear the account's address."""

    key = "map"
    name = "La carte et vous"
    seen_by = (
        "Les veilles cartographiques des communes concernées, et les personnes qui exploitent le portail."
    )

    def collect(self, user):
        kept, proposed, contacts = self._held(user)
        held = {
            "stewardships": [
                {
                    "territory": steward.territory.name,
                    "code": steward.territory.code,
                    "since": steward.since.isoformat(),
                }
                for steward in kept
            ],
            "proposed_organisations": [
                {
                    "name": actor.name,
                    "commune": actor.commune.name,
                    "status": actor.status,
                    "proposed_at": actor.created_at.isoformat(),
                }
                for actor in proposed
            ],
            "contacts": [
                {
                    "organisation": contact.actor.name,
                    "name": contact.name,
                    "function": contact.function,
                    "email": contact.email,
                    "phone": contact.phone,
                    "is_public": contact.is_public,
                }
                for contact in contacts
            ],
        }
        return held if any(held.values()) else {}

    def entries(self, user):
        kept, proposed, contacts = self._held(user)
        entries = []
        if kept:
            places = [Fact(steward.territory.name, f"depuis le {day(steward.since)}") for steward in kept]
            link = Link("Structures à relire", reverse("moderation:list"))
            entries.append(Entry("Vous tenez la carte de", tuple(places), (link,), GIVE_UP))
        if proposed:
            told = [
                Fact(f"{actor.name}, {actor.commune.name}", actor.get_status_display()) for actor in proposed
            ]
            entries.append(Entry("Vous avez proposé", tuple(told), note=PROPOSED))
        return entries + [_of_contact(contact) for contact in contacts]

    def erase(self, user):
        """Give territories up, take contacts off; an organisation stays, without who proposed it.

        One that is a person (la Fonda's "individus") leaves the map with the account that proposed it.
        """
        with touching("actors"):
            Steward.objects.filter(user=user).delete()
            contacts, proposed = ActorContact.objects.of(user), Actor.objects.filter(proposed_by=user)
            # All at once: taken in two goes, they would be out of order.
            hold(contacts, with_actors=proposed)
            remove(contacts)
            for actor in proposed.filter(legal_family=LegalFamily.INDIVIDUAL).select_related("commune"):
                _forget(actor)
            proposed.update(proposed_by=None)

    @staticmethod
    def _held(user):
        actors = Actor.objects.filter(proposed_by=user).select_related("commune").order_by("created_at", "pk")
        return (
            list(Steward.objects.filter(user=user).select_related("territory").order_by("since", "pk")),
            list(actors.defer("presentation", "search", "commune__outline", "commune__shape")),
            list(ActorContact.objects.of(user).select_related("actor").order_by("pk")),
        )


def _of_contact(contact) -> Entry:
    seen_by = "Tout le monde, avec votre accord." if contact.is_public else ""
    told = {
        "Nom": contact.name or "Non indiqué",
        "Fonction": contact.function or "Non indiquée",
        "Adresse professionnelle": contact.email,
        "Téléphone professionnel": contact.phone or "Non indiqué",
    }
    facts = tuple(Fact(label, value, seen_by) for label, value in told.items())
    link = Link("Corriger ou retirer", reverse("actor:contact", args=[contact.pk]), contact.actor.name)
    return Entry(f"On vous appelle à : {contact.actor.name}", facts, (link,))


def _forget(actor):
    ActorContact.objects.filter(actor=actor).delete()
    actor.actions.all().delete()
    actor.name, actor.presentation, actor.website = FORGOTTEN, "", ""
    actor.siret = actor.rna = actor.uai = ""
    actor.latitude = actor.longitude = None
    if actor.status != Actor.Status.MERGED:
        actor.status = Actor.Status.WITHDRAWN
    actor.is_forgotten = True
    # Whoever read the row before holds an older version, and writes nothing back.
    actor.version += 1
    actor.save()
