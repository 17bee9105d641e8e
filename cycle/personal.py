"""What the cycles hold about one person: the roles held there, and what they changed of a programme."""

from accounts.personal import Entry, Fact, Link, day

from .models import Cycle, Membership, ProgrammeChange


class MembershipsPart:
    """One's memberships, present and past. Ending them is the business of `participants`, which knows how."""

    key = "cycles"
    name = "Vos cycles"
    seen_by = "L’équipe d’animation de chaque cycle, et les personnes qui exploitent le portail."

    def collect(self, user):
        return [
            {
                "cycle": membership.cycle.title,
                "address": membership.cycle.get_absolute_url(),
                "role": membership.role,
                "joined_at": membership.joined_at.isoformat(),
                "left_at": membership.left_at and membership.left_at.isoformat(),
            }
            for membership in self._memberships(user)
        ]

    def entries(self, user):
        return [self._entry(membership) for membership in self._memberships(user)]

    def erase(self, user):
        """Roles and dates stay, for the counts. A cycle must not go on writing to somebody who left."""
        Cycle.objects.filter(service_email__iexact=user.email).update(service_email="")

    @staticmethod
    def _memberships(user):
        return Membership.objects.filter(user=user).select_related("cycle").order_by("joined_at", "pk")

    @staticmethod
    def _entry(membership):
        facts = [
            Fact("Rôle", membership.get_role_display().capitalize()),
            Fact("Depuis le", day(membership.joined_at)),
        ]
        if membership.left_at:
            return Entry(membership.cycle.title, (*facts, Fact("Jusqu’au", day(membership.left_at))))
        link = Link("Ouvrir le cycle", membership.cycle.get_absolute_url(), membership.cycle.title)
        return Entry(membership.cycle.title, tuple(facts), (link,))


class ChangesPart:
    """Changes of published programmes. They stay, and stop saying whose they are with the identity's name."""

    key = "programme"
    name = "Vos changements de programme"
    seen_by = (
        "L’équipe d’animation voit qui a fait un changement ; les membres du cycle, le changement seul ; "
        "tout le monde, ce qu’est devenue chaque journée et la raison, sans le nom."
    )

    def collect(self, user):
        return [
            {
                "workday": change.workday_name,
                "at": change.at.isoformat(),
                "reason": change.reason,
                "differences": change.differences,
            }
            for change in self._changes(user)
        ]

    def entries(self, user):
        return [
            Entry(
                change.workday_name, (Fact("Le", day(change.at)), Fact("Raison", change.reason or "Non dite"))
            )
            for change in self._changes(user)
        ]

    def erase(self, user):
        """The account's own part blanks the identity: nothing here names anybody."""

    @staticmethod
    def _changes(user):
        return ProgrammeChange.objects.filter(author__user=user).order_by("at", "pk")
