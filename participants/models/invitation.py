"""Being asked into a cycle: by mail, under a role, for a while; the address goes when that is over."""

import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import Identity
from cycle.models import Cycle, Membership
from support.fields import LineField
from support.models import Mail

LASTS = timedelta(days=14)
FORGOTTEN_AFTER = timedelta(days=30)


def digest_of(token: str) -> str:
    """What is kept of the link that was mailed: enough to know it again, useless to whoever reads it."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor withdrawn; those that expired unanswered included."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def of_token(self, token):
        """The one that this link was mailed for, or None."""
        return self.filter(token_digest=digest_of(token)).select_related("cycle").first()

    def addressed_to(self, user):
        """The open ones that were sent to the address of this account."""
        return self.open().filter(email=user.email)

    def withdraw(self) -> int:
        """Close the open ones: the links die, the addresses go, and a mail that has not left stays here."""
        closing = self.open()
        mails = list(closing.exclude(mail=None).values_list("mail", flat=True))
        count = closing.update(withdrawn_at=timezone.now(), email="", note="")
        Mail.objects.queued().unclaimed().filter(pk__in=mails).delete()
        return count

    def forget(self) -> int:
        """Delete those that expired long ago, answered or not."""
        return self.filter(expires_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()[0]


class Invitation(models.Model):
    """One address asked to take one role in one cycle.

    Only the digest of the link is kept. Once over, the row still says who invited, when and as what: neither
    whom nor in which words.
    """

    cycle = models.ForeignKey(
        Cycle, verbose_name="cycle", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("adresse invitée", max_length=254, blank=True)
    role = models.CharField("rôle", max_length=20, choices=Membership.Role)
    note = LineField("mot de l’équipe", max_length=300, blank=True)
    invited_by = models.ForeignKey(
        Identity, verbose_name="invitée par", on_delete=models.PROTECT, related_name="+"
    )
    token_digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    mail = models.OneToOneField(
        Mail, verbose_name="courriel", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("envoyée le", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée ou déclinée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_per_address",
                violation_error_message="Une invitation attend déjà à cette adresse.",
            ),
            # With it, the constraint above holds whatever the capitals typed.
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="invitation_email_is_lower_case",
                violation_error_message="L’adresse s’enregistre en minuscules.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["facilitator", "observer", "participant"]),
                name="invitation_role_is_known",
                violation_error_message="Ce rôle n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
                violation_error_message="Une invitation acceptée ne se retire plus.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, withdrawn_at=None) & ~Q(email="")
                | (Q(accepted_at__isnull=False) | Q(withdrawn_at__isnull=False)) & Q(email="", note=""),
                name="invitation_keeps_its_address_while_open",
                violation_error_message="L’adresse invitée s’efface quand l’invitation est close.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="invitation_lasts_a_while",
                violation_error_message="Une invitation expire après son envoi.",
            ),
        ]

    def __str__(self):
        return f"{self.cycle} · {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def masked_email(self) -> str:
        """ "a…@example.org": enough for its owner to know which one it is."""
        name, _, host = self.email.partition("@")
        return f"{name[:1]}…@{host}"

    def accept(self) -> None:
        """Close it as accepted: the link dies, the address goes."""
        self.accepted_at, self.email, self.note = timezone.now(), "", ""
        self.save(update_fields=["accepted_at", "email", "note"])
