from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

SUBJECT_LENGTH = 500


class MailQuerySet(models.QuerySet):
    """Times are the database's: workers on several machines then agree on who may send."""

    def queued(self):
        return self.filter(state=Mail.State.QUEUED)

    def unclaimed(self):
        """Claimed by nobody, or by a worker that had its time and said nothing."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=Now()))

    def due(self):
        """Ready to be sent, urgent ones first, then in the order in which they were queued."""
        return (
            self.queued()
            .unclaimed()
            .filter(Q(not_before=None) | Q(not_before__lte=Now()))
            .filter(Q(not_after=None) | Q(not_after__gt=Now()))
            .order_by("-urgent", "pk")
        )

    def overdue(self):
        """Past the moment until which they were of use, and in nobody's hands."""
        return self.unclaimed().filter(not_after__lte=Now())


class Mail(models.Model):
    """One mail to one address, from the moment it is decided until well after it left.

    The body is erased as soon as it is of no more use (`settings.OUTBOX_KEEP_BODIES` keeps it, for the
    mailbox of the demonstration only).
    """

    class State(models.TextChoices):
        QUEUED = "queued", "en attente"
        SENT = "sent", "parti"
        FAILED = "failed", "refusé"
        UNCERTAIN = "uncertain", "incertain"
        EXPIRED = "expired", "périmé"

    message_id = models.CharField("identifiant du message", max_length=255, editable=False)
    to = models.EmailField("destinataire", max_length=254)
    reply_to = models.EmailField("répondre à", max_length=254, blank=True)
    subject = models.CharField("objet", max_length=SUBJECT_LENGTH)
    body = models.TextField("texte", blank=True)
    attachments = models.JSONField(
        "pièces jointes", default=list, blank=True, help_text="Couples (nom, arguments), rendus à l’envoi."
    )
    urgent = models.BooleanField("urgent", default=False)
    state = models.CharField("situation", max_length=20, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    not_before = models.DateTimeField("pas avant", null=True, blank=True)
    not_after = models.DateTimeField("inutile après", null=True, blank=True)
    claimed_by = models.CharField("pris par", max_length=80, blank=True)
    claimed_until = models.DateTimeField("pris jusqu’à", null=True, blank=True)
    last_error = models.CharField("dernière erreur", max_length=500, blank=True)
    created_at = models.DateTimeField("écrit le", default=timezone.now, editable=False)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-urgent", "id"], name="mail_queue"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest_first"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id"],
                name="mail_one_per_message_id",
                violation_error_message="Un courriel porte déjà cet identifiant.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "failed", "uncertain", "expired"]),
                name="mail_state_is_known",
                violation_error_message="Cette situation n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="mail_sent_says_when",
                violation_error_message="Un courriel parti, et lui seul, dit quand.",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by="", claimed_until=None)
                | Q(state="queued", claimed_until__isnull=False) & ~Q(claimed_by=""),
                name="mail_claimed_only_while_queued",
                violation_error_message="On ne prend qu’un courriel en attente, et pour un temps.",
            ),
            models.CheckConstraint(
                condition=~Q(body="")
                | Q(state__in=["sent", "expired"])
                | Q(state__in=["failed", "uncertain"], not_after__isnull=False),
                name="mail_keeps_its_body_while_of_use",
                violation_error_message="Le texte ne s’efface qu’une fois le courriel parti ou périmé.",
            ),
            models.CheckConstraint(
                condition=~(
                    Q(subject__contains="\n")
                    | Q(subject__contains="\r")
                    | Q(to__contains="\n")
                    | Q(to__contains="\r")
                    | Q(reply_to__contains="\n")
                    | Q(reply_to__contains="\r")
                ),
                name="mail_headers_hold_on_a_line",
                violation_error_message="L’objet et les adresses tiennent sur une ligne.",
            ),
        ]

    def __str__(self):
        return f"{self.subject} → {self.to}"
