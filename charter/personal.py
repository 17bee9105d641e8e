"""What people signed: facts to read and take away; the name can go, that somebody signed cannot."""

from django.utils import timezone

from accounts.personal import Entry, Fact, Link, day
from support.public_pages import bump

from .models import Signatory


class SignaturesPart:
    """One's signatures of charters, withdrawn ones included."""

    key = "signatures"
    name = "Vos signatures"
    seen_by = "L’équipe d’animation du cycle ; le public aussi, si vous l’avez choisi."

    def collect(self, user):
        return [
            {
                "cycle": signatory.version.charter.cycle.title,
                "text": signatory.version.title,
                "version": signatory.version.number,
                "text_sha256": signatory.version.digest,
                "name": signatory.name,
                "function": signatory.function,
                "organisation": signatory.organisation,
                "is_displayed": signatory.is_displayed,
                "signed_at": signatory.signed_at.isoformat(),
                "withdrawn_at": signatory.withdrawn_at.isoformat() if signatory.withdrawn_at else None,
                "salt": signatory.salt,
                "link": signatory.link.sequence,
                "link_hash": signatory.link.hash,
            }
            for signatory in self._signatures(user)
        ]

    def entries(self, user):
        return [self._entry(signatory) for signatory in self._signatures(user)]

    def erase(self, user):
        """Forget name, capacity and salt of each signature; it goes on counting and the chain stays whole."""
        signatures = list(self._signatures(user))
        for signatory in signatures:
            signatory.erase(timezone.now())
        bump(*{signatory.version.charter.scope for signatory in signatures})

    @staticmethod
    def _signatures(user):
        return Signatory.objects.of(user).select_related("version__charter__cycle", "link").order_by("pk")

    @staticmethod
    def _entry(signatory):
        version = signatory.version
        facts = [
            Fact("Texte", str(version)),
            Fact("Nom", signatory.name),
            Fact("Qualité", signatory.capacity or "En votre nom"),
            Fact("Signée le", day(signatory.signed_at)),
        ]
        links = [Link("Voir le reçu", signatory.get_absolute_url(), str(version))]
        if signatory.withdrawn_at:
            facts.append(Fact("Retirée le", day(signatory.withdrawn_at)))
        else:
            facts.append(Fact("Liste publique", "Montrée" if signatory.is_displayed else "Non montrée"))
        return Entry(version.charter.cycle.title, tuple(facts), tuple(links))
