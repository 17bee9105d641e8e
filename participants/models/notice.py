"""What the members of a cycle are told of its days: by a notice that the team writes, sends, or drops."""

from django.db import models
from django.db.models import Q

from accounts.models import Identity
from cycle.models import Cycle, Workday
from support.fields import ProseField
from support.models import Mail


class NoticeQuerySet(models.QuerySet):
    def draft_of(self, cycle):
        """The one being written, or None."""
        return self.filter(cycle=cycle, sent_at=None).first()

    def sent(self):
        """Those that left, the last one first."""
        return self.exclude(sent_at=None).order_by("-sent_at", "-pk")


class Notice(models.Model):
    """A draft, then what was sent: the team's words, the events that went into diaries, how many people."""

    cycle = models.ForeignKey(Cycle, verbose_name="cycle", on_delete=models.CASCADE, related_name="notices")
    text = ProseField("texte", blank=True)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    sent_by = models.ForeignKey(
        Identity, verbose_name="envoyé par", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    subject = models.CharField("objet", max_length=300, blank=True)
    changes = models.JSONField("ce qui est annoncé", default=list, blank=True)
    people = models.PositiveIntegerField("personnes prévenues", default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"],
                condition=Q(sent_at=None),
                name="notice_one_draft_a_cycle",
                violation_error_message="Ce cycle a déjà un avis en préparation.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="notice_sent_says_when_and_by_whom",
                violation_error_message="Un avis envoyé, et lui seul, dit quand et par qui.",
            ),
        ]

    def __str__(self):
        return self.subject or f"Avis du cycle {self.cycle}"


class Told(models.Model):
    """How far the members know one day: what they were last told of it, what the team chose not to tell.

    Whatever the day has become since is unsaid.
    """

    workday = models.OneToOneField(
        Workday, verbose_name="journée", on_delete=models.CASCADE, related_name="told"
    )
    sequence = models.PositiveIntegerField("suite traitée", help_text="Annoncée, ou laissée sans annonce.")
    words = models.JSONField("derniers mots annoncés", null=True, blank=True)
    event = models.JSONField("dernier événement envoyé", null=True, blank=True)

    class Meta:
        verbose_name = "journée annoncée"
        verbose_name_plural = "journées annoncées"
        constraints = [
            models.CheckConstraint(
                condition=Q(words__isnull=True, event__isnull=True)
                | Q(words__isnull=False, event__isnull=False),
                name="told_in_words_and_in_diaries",
                violation_error_message="Ce qui est annoncé l’est en mots et dans les agendas.",
            ),
        ]

    def __str__(self):
        return f"{self.workday} (suite {self.sequence})"


class NoticeMail(models.Model):
    """The mail by which one person was told; it goes with the mail, some weeks later."""

    notice = models.ForeignKey(Notice, verbose_name="avis", on_delete=models.CASCADE, related_name="mails")
    mail = models.OneToOneField(
        Mail, verbose_name="courriel", on_delete=models.CASCADE, related_name="+", primary_key=True
    )

    class Meta:
        verbose_name = "courriel d’un avis"
        verbose_name_plural = "courriels d’un avis"

    def __str__(self):
        return str(self.mail)
