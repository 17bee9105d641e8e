"""A cycle and what surrounds it: objectives, contacts, partners, references, what a source says was held."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from mapping.models import Territory
from support.fields import LineField, ProseField

from ..dates import format_partial_date, validate_partial_date
from .membership import Membership

# What stands beside the cycles at the same place of an address.
RESERVED_SLUGS = {"nouveau"}


def validate_free(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError("Cette adresse sert à autre chose : prenez-en une autre.", code="reserved")


class CycleQuerySet(models.QuerySet):
    def public(self):
        """Cycles whose page anybody may read."""
        return self.filter(is_public=True)

    def visible_to(self, user):
        """Public cycles, and those in which this user holds a role."""
        if not user.is_authenticated:
            return self.public()
        return self.filter(
            Q(is_public=True) | Exists(Membership.objects.current().filter(user=user, cycle=OuterRef("pk")))
        )

    def joined_by(self, user):
        """Cycles in which this user holds a role, whichever it is."""
        return self._with_role(user, Membership.Role.values)

    def facilitated_by(self, user):
        """Cycles that this user runs."""
        return self._with_role(user, [Membership.Role.FACILITATOR])

    def resting_on(self, user):
        """Cycles that nobody else could run: the only facilitator with an open account is this user."""
        others = Membership.objects.facilitating().filter(cycle=OuterRef("pk"), user__is_active=True)
        return self.facilitated_by(user).exclude(Exists(others.exclude(user=user)))

    def _with_role(self, user, roles):
        if not user.is_authenticated:
            return self.none()
        held = Membership.objects.current().filter(user=user, cycle=OuterRef("pk"), role__in=roles)
        return self.filter(Exists(held))


class Cycle(models.Model):
    """A cycle of workdays on a territory, in phases, towards a common charter."""

    class SchoolZone(models.TextChoices):
        A = "A", "zone A"
        B = "B", "zone B"
        C = "C", "zone C"

    slug = models.SlugField("adresse", max_length=60, unique=True, validators=[validate_free])
    title = LineField("titre", max_length=200)
    tagline = LineField("accroche", max_length=300, blank=True)
    context = ProseField("contexte", blank=True, help_text="Paragraphes séparés par une ligne vide.")
    territory = models.ForeignKey(
        Territory, verbose_name="territoire", on_delete=models.PROTECT, related_name="cycles"
    )
    is_public = models.BooleanField("page publique", default=False)
    is_fictional = models.BooleanField(
        "fictif", default=False, help_text="Personnes et structures inventées."
    )
    charter_note = ProseField("à propos de la charte", blank=True)
    licence = LineField("licence des textes", max_length=200, blank=True)
    licence_url = models.URLField("adresse de la licence", blank=True)
    source_note = ProseField("d’où viennent ces informations", blank=True)
    service_email = models.EmailField(
        "adresse de service",
        blank=True,
        help_text="Reçoit les messages du formulaire de contact. Jamais affichée.",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="décliné de",
        on_delete=models.SET_NULL,
        related_name="rollouts",
        null=True,
        blank=True,
        editable=False,
    )
    school_zone = models.CharField(
        "zone de vacances scolaires",
        max_length=1,
        choices=SchoolZone,
        blank=True,
        help_text="Pour prévenir l’équipe d’une journée qui tombe pendant les vacances.",
    )
    anchored_on = models.DateField(
        "daté à partir du",
        null=True,
        blank=True,
        editable=False,
        help_text="Premier chargement d’un cycle dont le fichier donne des dates relatives.",
    )
    programme_published_at = models.DateTimeField(
        "programme publié le",
        null=True,
        blank=True,
        editable=False,
        help_text="À partir de là, chaque changement du programme est gardé.",
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "cycle"
        verbose_name_plural = "cycles"
        ordering = ["is_fictional", "-created_at", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(title=""),
                name="cycle_has_slug_and_title",
                violation_error_message="Un cycle a une adresse et un titre.",
            ),
            models.CheckConstraint(
                condition=Q(licence_url="") | ~Q(licence=""),
                name="cycle_licence_link_has_a_name",
                violation_error_message="Nommez la licence dont vous donnez l’adresse.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="cycle_is_not_its_own_parent",
                violation_error_message="Un cycle ne se décline pas de lui-même.",
            ),
            models.CheckConstraint(
                condition=Q(school_zone__in=["", "A", "B", "C"]),
                name="cycle_school_zone_is_known",
                violation_error_message="Les zones de vacances scolaires sont A, B et C.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("cycle:detail", args=[self.slug])

    def publish_programme(self) -> bool:
        """From now on every change of the programme is kept; whether this is news. Again, nothing changes.

        `cycle.services.publish_programme` makes the edition that goes with it.
        """
        now = timezone.now()
        own = type(self).objects.filter(pk=self.pk)
        is_new = bool(own.filter(programme_published_at=None).update(programme_published_at=now))
        self.refresh_from_db(fields=["programme_published_at"])
        return is_new

    @property
    def scope(self):
        """The name under which public pages of this cycle are kept fresh."""
        return f"cycle:{self.slug}"


class HeldAccount(models.Model):
    """What a source says was held, where the days themselves are not known one by one."""

    cycle = models.OneToOneField(Cycle, on_delete=models.CASCADE, related_name="held_account")
    workdays = models.PositiveSmallIntegerField("journées tenues")
    begins = models.CharField("de", max_length=10, validators=[validate_partial_date])
    ends = models.CharField("à", max_length=10, validators=[validate_partial_date])
    note = ProseField("précision", blank=True)
    source = models.ForeignKey("Reference", verbose_name="source", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bilan des journées tenues"
        verbose_name_plural = "bilans des journées tenues"
        constraints = [
            models.CheckConstraint(
                condition=Q(workdays__gt=0) & Q(ends__gte=F("begins")),
                name="held_account_is_a_span",
                violation_error_message="Indiquez au moins une journée, et une fin après le début.",
            )
        ]

    def __str__(self):
        return f"{self.workdays} journée{'s' if self.workdays > 1 else ''}, {self.period}"

    def clean(self):
        if self.source_id and self.cycle_id and self.source.cycle_id != self.cycle_id:
            raise ValidationError({"source": "Cette référence appartient à un autre cycle."})

    @property
    def period(self):
        """ "mars 2021 – février 2022", as precise as the source."""
        if self.begins == self.ends:
            return format_partial_date(self.begins)
        return f"{format_partial_date(self.begins)} – {format_partial_date(self.ends)}"

    @property
    def dots(self):
        return range(self.workdays)


class NumberedInCycle(models.Model):
    """Something that a cycle lists in a chosen order."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="%(class)ss")
    number = models.PositiveSmallIntegerField("rang")

    class Meta:
        abstract = True
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"],
                name="%(class)s_one_per_number",
                violation_error_message="Ce rang est déjà pris dans ce cycle.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="%(class)s_numbered_from_one",
                violation_error_message="Les rangs commencent à 1.",
            ),
        ]


class Objective(NumberedInCycle):
    """One thing that the cycle wants to reach, in a sentence."""

    text = ProseField("objectif")

    class Meta(NumberedInCycle.Meta):
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"

    def __str__(self):
        return self.text


class Contact(NumberedInCycle):
    """An organisation that answers for the cycle: postal address and site, never a person's e-mail."""

    organisation = LineField("structure", max_length=200)
    former_name = LineField("ancien nom", max_length=200, blank=True)
    address = LineField("adresse postale", max_length=300, blank=True)
    website = models.URLField("site", blank=True)

    class Meta(NumberedInCycle.Meta):
        verbose_name = "contact"
        verbose_name_plural = "contacts"

    def __str__(self):
        return self.organisation


class Partner(NumberedInCycle):
    """An organisation that carries the cycle, takes part in carrying it, or pays for it."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", "Porte la démarche"
        PARTNER = "partner", "Partenaire"
        FUNDER = "funder", "Soutien financier"

    name = LineField("nom", max_length=200)
    role = models.CharField("rôle", max_length=20, choices=Role)
    note = LineField("précision", max_length=300, blank=True)
    website = models.URLField("site", blank=True)

    class Meta(NumberedInCycle.Meta):
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        constraints = [
            *NumberedInCycle.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["organiser", "partner", "funder"]),
                name="partner_role_is_known",
                violation_error_message="Ce rôle n’existe pas.",
            ),
        ]

    def __str__(self):
        return self.name


class Reference(NumberedInCycle):
    """A document that the cycle draws on; its date is as precise as is known."""

    key = models.SlugField("clé", max_length=60, help_text="Nom court par lequel le cycle cite ce document.")
    title = LineField("titre", max_length=300)
    author = LineField("auteur", max_length=200)
    reviewer = LineField("relecture", max_length=200, blank=True)
    published = models.CharField("date", max_length=10, blank=True, validators=[validate_partial_date])
    url = models.URLField("lien", blank=True)
    licence = LineField("licence", max_length=200, blank=True)
    licence_url = models.URLField("adresse de la licence", blank=True)

    class Meta(NumberedInCycle.Meta):
        verbose_name = "référence"
        verbose_name_plural = "références"
        constraints = [
            *NumberedInCycle.Meta.constraints,
            models.UniqueConstraint(
                fields=["cycle", "key"],
                name="reference_one_per_key",
                violation_error_message="Cette clé est déjà prise dans ce cycle.",
            ),
            models.CheckConstraint(
                condition=Q(licence_url="") | ~Q(licence=""),
                name="reference_licence_link_has_a_name",
                violation_error_message="Nommez la licence dont vous donnez l’adresse.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def published_label(self):
        """ "juin 2022", or nothing."""
        return format_partial_date(self.published) if self.published else ""
