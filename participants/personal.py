"""What people said of themselves in each cycle, and what waits for them there: to erase with the account."""

from django.urls import reverse

from accounts.personal import Entry, Fact, Link, day
from cycle.models import Membership

from . import services
from .models import Invitation, Notice, Participant

NOT_SAID = "Non indiquée"


class CardsPart:
    """One's card in each cycle, those of cycles left included."""

    key = "cards"
    name = "Vos fiches dans les cycles"
    seen_by = "L’équipe d’animation du cycle, jamais le public."

    def collect(self, user):
        return [
            {
                "cycle": card.membership.cycle.title,
                "name": card.name,
                "function": card.function,
                "organisation": card.present_organisation.name if card.organisation else "",
            }
            for card in self._cards(user)
        ]

    def entries(self, user):
        cards = {card.membership_id: card for card in self._cards(user)}
        memberships = Membership.objects.filter(user=user).select_related("cycle").order_by("joined_at", "pk")
        return [
            self._entry(membership, cards.get(membership.pk))
            for membership in memberships
            if membership.left_at is None or membership.pk in cards
        ]

    def erase(self, user):
        """Leave every cycle, forget every card: that somebody came, and for how long, stays."""
        memberships = Membership.objects.current().filter(user=user).select_related("cycle", "user")
        # Two accounts that go at once must lock the same cycles in the same order.
        for membership in memberships.order_by("cycle"):
            services.leave(membership)
        Participant.objects.filter(membership__user=user).delete()

    @staticmethod
    def _cards(user):
        return (
            Participant.objects.filter(membership__user=user)
            .select_related("membership__cycle", "organisation__merged_into")
            .order_by("membership__joined_at", "pk")
        )

    @staticmethod
    def _entry(membership, card):
        facts: tuple[Fact, ...] = (Fact("Fiche", "Pas encore remplie"),)
        if card:
            organisation = card.present_organisation
            facts = (
                Fact("Nom", card.name),
                Fact("Fonction", card.function or NOT_SAID),
                Fact("Structure", organisation.name if organisation else NOT_SAID),
            )
        title = membership.cycle.title
        if membership.left_at:
            return Entry(f"{title} (cycle quitté)", facts)
        slug = membership.cycle.slug
        links = (
            Link("Corriger ma fiche", reverse("participants:card", args=[slug]), title),
            Link("Quitter le cycle", reverse("participants:leave", args=[slug]), title),
        )
        return Entry(title, facts, links)


class NoticesPart:
    """Notices that somebody sent as a facilitator. They stay, and stop saying whose they are."""

    key = "notices"
    name = "Les avis que vous avez envoyés"
    seen_by = "Les membres du cycle, qui ont reçu l’avis ; l’équipe d’animation, qui voit qui l’a envoyé."

    def collect(self, user):
        return [
            {"cycle": notice.cycle.title, "at": notice.sent_at.isoformat(), "text": notice.text}
            for notice in self._notices(user)
        ]

    def entries(self, user):
        return [
            Entry(notice.subject, (Fact("Le", day(notice.sent_at)), Fact("Texte", notice.text or "Aucun")))
            for notice in self._notices(user)
        ]

    def erase(self, user):
        """The account's own part blanks the identity: nothing here names anybody."""

    @staticmethod
    def _notices(user):
        return Notice.objects.sent().filter(sent_by__user=user).select_related("cycle")


class InvitationsPart:
    """Invitations that wait at one's address. They go with the account."""

    key = "invitations"
    name = "Les invitations qui vous attendent"
    seen_by = "L’équipe d’animation du cycle qui vous invite."

    def collect(self, user):
        return [
            {
                "cycle": invitation.cycle.title,
                "role": invitation.role,
                "note": invitation.note,
                "sent_at": invitation.created_at.isoformat(),
                "expires_at": invitation.expires_at.isoformat(),
            }
            for invitation in self._invitations(user)
        ]

    def entries(self, user):
        return [
            Entry(
                invitation.cycle.title,
                (
                    Fact("Rôle proposé", invitation.get_role_display().capitalize()),
                    Fact("Envoyée", day(invitation.created_at)),
                    Fact("Valable jusqu’au", day(invitation.expires_at)),
                    Fact("Mot de l’équipe", invitation.note or "Aucun"),
                ),
                note="Pour répondre, ouvrez le lien du courriel reçu : décliner efface votre adresse.",
            )
            for invitation in self._invitations(user)
        ]

    def erase(self, user):
        Invitation.objects.addressed_to(user).delete()

    @staticmethod
    def _invitations(user):
        waiting = Invitation.objects.addressed_to(user).select_related("cycle")
        return waiting.order_by("created_at", "pk")
