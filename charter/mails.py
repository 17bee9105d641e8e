"""What is written to people who sign, and to people who withdraw. Composed by hand: the transaction waits."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from support import outbox
from support.french import french_date


def paris(at) -> str:
    """ "26 novembre 2026 à 17:04:09, heure de Paris"."""
    local = timezone.localtime(at)
    return f"{french_date(local)} à {local:%H:%M:%S}, heure de Paris"


def send_receipt(signatory, to: str) -> None:
    """The receipt of a signature: what was signed, when, as what, and how to check or undo it."""
    version, link = signatory.version, signatory.link
    shown = "votre nom et votre qualité y sont montrés" if signatory.is_displayed else "votre nom n’y est pas"
    body = f"""Bonjour,

Vous avez signé « {version.title} », version {version.number}, dans le cycle « {version.charter.cycle} ».

Nom : {signatory.name}
Qualité : {signatory.capacity or "en votre nom"}
Date : {paris(signatory.signed_at)}
Liste publique : {shown}

Signature électronique simple (règlement eIDAS, articles 3(10) et 25(1) ; Code civil, articles 1366 et 1367).

Pour vérifier
Texte exact : {_address("charter:version_text", version.pk)}
Empreinte SHA-256 du texte : {version.digest}
Maillon n° {link.sequence}, empreinte : {link.hash}
Sel de votre signature, à garder pour vous : {signatory.salt}

Votre reçu, et comment vous retirer à tout moment :
{_address("charter:receipt", signatory.pk)}
"""
    outbox.queue(to=to, subject=f"Votre signature : {version.title}", body=body)


def send_withdrawal(signatory, to: str) -> None:
    """That a signature is withdrawn, and the link that says so."""
    version, link = signatory.version, signatory.withdrawal_link
    body = f"""Bonjour,

Votre signature de « {version.title} », version {version.number}, est retirée.

Date : {paris(signatory.withdrawn_at)}
Maillon n° {link.sequence}, empreinte : {link.hash}

Elle ne compte plus et n’est plus montrée. Vous pourrez signer à nouveau quand vous voudrez :
{_address("charter:detail", version.charter.cycle.slug)}
"""
    outbox.queue(to=to, subject=f"Votre retrait : {version.title}", body=body)


def _address(name: str, *arguments) -> str:
    return settings.PORTAL_URL + reverse(name, args=arguments)
