"""What each role in a cycle means, in words: on the team's page, in mails, on an invitation."""

from dataclasses import dataclass

from cycle.models import Membership

Role = Membership.Role


@dataclass(frozen=True)
class Meaning:
    """`invited_to` ends "vous invite à…"; `sentence` says what somebody with this role does and may."""

    role: Membership.Role
    people: str
    invited_to: str
    sentence: str

    @property
    def value(self) -> str:
        return self.role.value

    @property
    def label(self) -> str:
        return str(self.role.label)


MEANINGS = {
    meaning.value: meaning
    for meaning in (
        Meaning(
            Role.FACILITATOR,
            "L’équipe d’animation",
            "rejoindre son équipe d’animation",
            "Prépare le programme, prévient les membres, invite et donne les rôles. "
            "Une double authentification lui est demandée.",
        ),
        Meaning(
            Role.OBSERVER,
            "En observation",
            "l’observer",
            "Lit ce que lisent les membres sans rien modifier, comme une collectivité ou un financeur ; "
            "ne signe pas la charte.",
        ),
        Meaning(
            Role.PARTICIPANT,
            "En participation",
            "y participer",
            "Vient aux journées, tient sa fiche, lit les pages des membres, signe la charte par choix.",
        ),
    )
}
