from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from support.fields import LineField, ProseField

from ..identifiers import IdentifierField, validate_rna, validate_siret, validate_uai
from ..names import searchable
from .territory import Territory
from .vocabulary import CATEGORIES, CATEGORY_LABELS, LegalFamily


class ActorQuerySet(models.QuerySet):
    def published(self):
        """Actors that everyone sees on the map."""
        return self.filter(status=Actor.Status.PUBLISHED)

    def proposed(self):
        """Actors that await a steward's eye."""
        return self.filter(status=Actor.Status.PROPOSED)

    def refused(self):
        """Actors that a steward kept off the map and may put back, hence nobody who was erased."""
        return self.not_forgotten().filter(status=Actor.Status.WITHDRAWN)

    def not_forgotten(self):
        """All but the people who were erased: nobody is told of them any more."""
        return self.filter(is_forgotten=False)

    def bearing_numbers(self):
        """Actors whose register numbers no other may have: merged or withdrawn ones leave theirs free."""
        return self.filter(status__in=[Actor.Status.PROPOSED, Actor.Status.PUBLISHED])

    def mark_changed(self):
        """Count a change of what hangs on these actors as one of theirs."""
        return self.update(version=F("version") + 1, changed_at=Now())

    def kept_by(self, user):
        """Actors seated in the communes whose map this user keeps."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(commune__in=Territory.objects.communes_kept_by(user).values("pk"))

    def visible_to(self, user):
        """Published ones, and those that this user has to look after; a merged one has no page of its own."""
        if not user.is_authenticated:
            return self.published()
        kept = Territory.objects.communes_kept_by(user).values("pk")
        return self.filter(
            Q(status=Actor.Status.PUBLISHED) | Q(status=Actor.Status.PROPOSED, commune__in=kept)
        )


class Actor(models.Model):
    """An organisation that acts against dropping out; a participant's organisation is one as well.

    A merged actor keeps its row and names the one that carries on.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "proposée"
        PUBLISHED = "published", "publiée"
        MERGED = "merged", "fusionnée"
        WITHDRAWN = "withdrawn", "retirée"

    name = LineField("nom", max_length=200)
    legal_family = models.CharField("famille", max_length=20, choices=LegalFamily)
    category = models.CharField("catégorie", max_length=30, choices=CATEGORIES)
    commune = models.ForeignKey(
        Territory,
        verbose_name="commune",
        on_delete=models.PROTECT,
        related_name="actors",
        help_text="Celle où la structure a ses locaux.",
    )
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    siret = IdentifierField(
        "SIRET", max_length=14, blank=True, validators=[validate_siret], help_text="Quatorze chiffres."
    )
    rna = IdentifierField(
        "numéro RNA",
        max_length=10,
        blank=True,
        validators=[validate_rna],
        help_text="Celui d’une association : W et neuf chiffres.",
    )
    uai = IdentifierField(
        "code UAI",
        max_length=8,
        blank=True,
        validators=[validate_uai],
        help_text="Celui d’un établissement scolaire : sept chiffres et une lettre.",
    )
    website = models.URLField("site web", max_length=300, blank=True)
    presentation = ProseField(
        "présentation",
        blank=True,
        max_length=4_000,
        help_text="Ce que fait la structure. N’écrivez rien sur une personne, encore moins mineure.",
    )
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PROPOSED)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="fusionnée dans",
        on_delete=models.PROTECT,
        related_name="merged",
        null=True,
        blank=True,
        editable=False,
    )
    is_forgotten = models.BooleanField(
        "effacée",
        default=False,
        editable=False,
        help_text="C’était une personne, partie avec le compte qui l’avait proposée.",
    )
    is_fictional = models.BooleanField("fictive", default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="proposée par",
        on_delete=models.SET_NULL,
        related_name="proposed_actors",
        null=True,
        blank=True,
        editable=False,
    )
    source = models.CharField(
        "source", max_length=60, blank=True, editable=False, help_text="Le fichier d’où elle vient."
    )
    source_key = models.CharField(
        "clé dans la source", max_length=80, blank=True, editable=False, help_text="Son nom dans ce fichier."
    )
    search = models.TextField(
        "texte de recherche", blank=True, editable=False, help_text="Sans accent ni majuscule."
    )
    version = models.PositiveIntegerField(
        "version", default=1, editable=False, help_text="Refuse d’enregistrer par-dessus quelqu’un d’autre."
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    changed_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="actor_has_a_name",
                violation_error_message="Une structure a un nom.",
            ),
            models.CheckConstraint(
                condition=Q(legal_family__in=LegalFamily.values),
                name="actor_family_is_known",
                violation_error_message="Cette famille de structures n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(category__in=list(CATEGORY_LABELS)),
                name="actor_category_is_known",
                violation_error_message="Cette catégorie de structures n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "published", "merged", "withdrawn"]),
                name="actor_status_is_known",
                violation_error_message="Cet état n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into=None),
                name="actor_merged_names_its_survivor",
                violation_error_message="Une structure fusionnée, elle seule, nomme celle qui la remplace.",
            ),
            models.CheckConstraint(
                condition=Q(is_forgotten=False) | Q(status__in=["merged", "withdrawn"]),
                name="actor_forgotten_is_off_the_map",
                violation_error_message="Une personne effacée ne revient pas sur la carte.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="actor_merges_into_another",
                violation_error_message="Une structure se fusionne dans une autre qu’elle-même.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                # A comparison with NULL is neither true nor false, and would let half a point through.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="actor_point_is_on_earth",
                violation_error_message="Indiquez latitude et longitude, en degrés.",
            ),
            models.CheckConstraint(
                condition=Q(source="", source_key="") | ~Q(source="") & ~Q(source_key=""),
                name="actor_source_has_a_key",
                violation_error_message="Une structure venue d’un fichier y a une clé.",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source=""),
                name="actor_once_per_source",
                violation_error_message="Ce fichier a déjà donné cette structure.",
            ),
            # A merged or refused row keeps the numbers it was known by, and another may bear the same.
            *(
                models.UniqueConstraint(
                    fields=[field],
                    condition=~Q(**{field: ""}) & Q(status__in=["proposed", "published"]),
                    name=f"actor_one_per_{field}",
                    violation_error_message=f"Une autre structure porte déjà ce {named}.",
                )
                for field, named in [("siret", "SIRET"), ("rna", "numéro RNA"), ("uai", "code UAI")]
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Keeps the text that is searched in step with what it is made of."""
        self.search = self.search_text()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search", "changed_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("actor:detail", args=[self.pk])

    @property
    def is_refused(self):
        """Whether it is among `refused`."""
        return self.status == Actor.Status.WITHDRAWN and not self.is_forgotten

    def clean(self):
        if self.commune_id and self.commune.kind != Territory.Kind.COMMUNE:
            raise ValidationError({"commune": "Choisissez une commune d’aujourd’hui."})

    def search_text(self):
        """Name, presentation, category and commune, as `names.searchable` folds what somebody types."""
        parts = [self.name, self.presentation, CATEGORY_LABELS.get(self.category, ""), self.commune.name]
        return searchable(" ".join(parts))


class ActorContactQuerySet(models.QuerySet):
    def of(self, user):
        """Contacts that bear the address of this account, hence this person's own."""
        return self.filter(email__iexact=user.email) if user.is_authenticated else self.none()


class ActorContact(models.Model):
    """Whom to call in an organisation, at work; shown to everyone only if that person agreed."""

    actor = models.ForeignKey(
        Actor, verbose_name="structure", on_delete=models.CASCADE, related_name="contacts"
    )
    name = LineField("nom", max_length=150, blank=True)
    function = LineField("fonction", max_length=150, blank=True)
    email = models.EmailField(
        "adresse professionnelle",
        blank=True,
        help_text="Montrée aux veilles cartographiques ; à tout le monde avec son accord.",
    )
    phone = LineField(
        "téléphone professionnel",
        max_length=30,
        blank=True,
        validators=[
            RegexValidator(
                r"^[+0-9][0-9 .()-]*\Z", "Un numéro de téléphone est fait de chiffres et d’espaces."
            )
        ],
        help_text="Montré aux veilles cartographiques ; à tout le monde avec son accord.",
    )
    is_public = models.BooleanField(
        "accord pour montrer ces coordonnées à tout le monde",
        default=False,
        help_text="Sans cet accord, seules les veilles cartographiques de la commune les voient.",
    )

    objects = ActorContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(function=""),
                name="actor_contact_is_somebody",
                violation_error_message="Un contact a un nom ou une fonction.",
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="actor_contact_can_be_reached",
                violation_error_message="Donnez une adresse ou un téléphone.",
            ),
        ]

    def __str__(self):
        return self.name or self.function
