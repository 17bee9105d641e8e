from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cycle.dates import format_partial_date, validate_partial_date
from cycle.models import Cycle
from support.fields import LineField, ProseField
from support.frozen import frozen

from ..canonical import canonical
from .charter import Charter


class VersionQuerySet(models.QuerySet):
    def adopted(self):
        return self.filter(adopted_at__isnull=False)

    def in_force(self):
        """Adopted, and no adopted version has taken its place; drafts name no predecessor."""
        return self.adopted().filter(~Exists(Version.objects.filter(predecessor=OuterRef("pk"))))

    def visible_to(self, user):
        """Adopted versions in the cycles that this user may read."""
        return self.adopted().filter(charter__cycle__in=Cycle.objects.visible_to(user))


@frozen(once="adopted_at")
class Version(models.Model):
    """One exact text of the charter; once adopted, no field of it ever changes."""

    charter = models.ForeignKey(
        Charter, verbose_name="charte", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("numéro")
    predecessor = models.ForeignKey(
        "self",
        verbose_name="version remplacée",
        on_delete=models.PROTECT,
        related_name="successors",
        null=True,
        blank=True,
        editable=False,
    )
    title = LineField("titre", max_length=200)
    preamble = ProseField("préambule", blank=True)
    manner = LineField(
        "manière de l’adoption",
        max_length=300,
        blank=True,
        help_text="Comment et lors de quelle rencontre, sans nom de personne.",
    )
    decided = models.CharField(
        "date de la rencontre",
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text="Aussi précise qu’elle est connue : 2021, 2021-09 ou 2021-09-23.",
    )
    text = models.TextField("texte exact", blank=True, editable=False)
    digest = models.CharField("empreinte SHA-256 du texte", max_length=64, blank=True, editable=False)
    adopted_at = models.DateTimeField("adoption consignée le", null=True, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version de la charte"
        verbose_name_plural = "versions de la charte"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "number"],
                name="version_one_per_number",
                violation_error_message="Ce numéro est déjà celui d’une autre version.",
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                name="version_one_successor",
                violation_error_message="Une autre version remplace déjà celle-ci.",
            ),
            models.UniqueConstraint(
                fields=["charter"],
                condition=Q(adopted_at__isnull=False, predecessor=None),
                name="version_one_first",
                violation_error_message="La charte a déjà une première version.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(title=""),
                name="version_has_number_and_title",
                violation_error_message="Une version a un numéro, à partir de 1, et un titre.",
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None, text="", digest="", predecessor=None)
                | Q(adopted_at__isnull=False) & ~Q(text="") & ~Q(digest="") & ~Q(manner=""),
                name="version_adopted_means_sealed",
                violation_error_message=(
                    "Une version adoptée porte son texte exact, son empreinte et la manière de l’adoption ; "
                    "un projet, rien de cela."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.title} (version {self.number})"

    def get_absolute_url(self):
        return reverse("charter:version_detail", args=[self.pk])

    def canonical_text(self) -> str:
        """What this version says, as the canonical JSON whose bytes are digested when it is adopted."""
        articles = [
            {"number": article.number, "kind": article.kind, "title": article.title, "text": article.text}
            for article in self.articles.all()
        ]
        return canonical(
            {
                "format": "charter-text/1",
                "version": self.number,
                "title": self.title,
                "preamble": self.preamble,
                "articles": articles,
            }
        )

    @property
    def is_in_force(self):
        return self.adopted_at is not None and not Version.objects.filter(predecessor=self).exists()

    @property
    def decided_label(self):
        """ "23 septembre 2021", as precise as is known, or nothing."""
        return format_partial_date(self.decided) if self.decided else ""


@frozen(through="version")
class Article(models.Model):
    """One thing that a version of the charter says."""

    class Kind(models.TextChoices):
        VISION = "vision", "Vision"
        VALUE = "value", "Valeur"
        PRINCIPLE = "principle", "Principe"
        OBJECTIVE = "objective", "Objectif partagé"
        COMMITMENT = "commitment", "Engagement"

    version = models.ForeignKey(
        Version, verbose_name="version", on_delete=models.CASCADE, related_name="articles"
    )
    number = models.PositiveSmallIntegerField("numéro")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    title = LineField("titre", max_length=200)
    text = ProseField("texte")

    class Meta:
        verbose_name = "article"
        verbose_name_plural = "articles"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="article_one_per_number",
                violation_error_message="Ce numéro est déjà pris dans cette version.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["vision", "value", "principle", "objective", "commitment"]),
                name="article_kind_is_known",
                violation_error_message="Cette nature n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(title="") & ~Q(text=""),
                name="article_says_something",
                violation_error_message="Un article a un numéro, à partir de 1, un titre et un texte.",
            ),
        ]

    def __str__(self):
        return self.title
