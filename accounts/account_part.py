"""The account's own share of a person's data: address, log-ins, second factor."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from .models import Identity
from .personal import Entry, Fact, Link, day

NAMES = {
    Authenticator.Type.TOTP: "application de double authentification",
    Authenticator.Type.RECOVERY_CODES: "codes de secours",
}


class AccountPart:
    """The account itself, and the name that its append-only rows show."""

    key = "account"
    name = "Votre compte"
    seen_by = "Vous, et les personnes qui exploitent le portail."

    def collect(self, user):
        addresses = EmailAddress.objects.filter(user=user).order_by("pk")
        factors = Authenticator.objects.filter(user=user).order_by("pk")
        return {
            "email": user.email,
            "date_joined": user.date_joined.isoformat(),
            "last_login": user.last_login and user.last_login.isoformat(),
            "name": self._name(user),
            "addresses": list(addresses.values("email", "verified", "primary")),
            # That there is one, never its secret.
            "second_factors": [
                {
                    "type": factor.type,
                    "since": factor.created_at.isoformat(),
                    "last_used": factor.last_used_at and factor.last_used_at.isoformat(),
                }
                for factor in factors
            ],
        }

    def entries(self, user):
        factors = Authenticator.objects.filter(user=user).order_by("pk")
        facts = [
            Fact("Adresse électronique", user.email),
            Fact("Connexion", "Par un code envoyé à cette adresse, sans mot de passe"),
            Fact("Inscription", day(user.date_joined)),
        ]
        if user.last_login:
            facts.append(Fact("Dernière connexion", day(user.last_login)))
        told = [f"{NAMES.get(factor.type, factor.type)}, {day(factor.created_at)}" for factor in factors]
        facts.append(Fact("Double authentification", " ; ".join(told).capitalize() or "Non activée"))
        if name := self._name(user):
            facts.append(Fact("Nom dans l’historique", name, "Les membres des cycles où vous avez agi."))
        links = (Link("Gérer la double authentification", reverse("mfa_index")),)
        return [Entry(facts=tuple(facts), links=links)]

    def erase(self, user):
        for identity in Identity.objects.filter(user=user):
            identity.erase()
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()

    @staticmethod
    def _name(user):
        return Identity.objects.filter(user=user).values_list("name", flat=True).first() or ""


def address_to_write_to() -> str:
    """Who changes what a page does not: the operator's address for personal data."""
    return settings.PORTAL_OPERATOR["dpo"] or settings.PORTAL_OPERATOR["email"]
