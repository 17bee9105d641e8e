from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from support.fields import LineField

from ..outlines import path_data


class TerritoryQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Territories that exist on this day: already created, not yet merged away."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(
            Q(valid_until=None) | Q(valid_until__gt=day)
        )

    def communes(self):
        return self.filter(kind=Territory.Kind.COMMUNE)

    def communes_of(self, territory):
        """Today's communes of a territory; for a quartier, those that it lies in.

        A commune names its department itself: going through the intercommunalité would bring in the communes
        that it has beyond the department.
        """
        kinds = Territory.Kind
        if territory.kind == kinds.COMMUNE:
            inside: Q | Exists = Q(pk=territory.pk)
        elif territory.kind == kinds.FORMER_COMMUNE:
            inside = Q(pk=territory.successor_id)
        elif territory.kind in Territory.NEIGHBOURHOOD_KINDS:
            inside = Q(children=territory)
        elif territory.kind == kinds.REGION:
            departments = Territory.objects.filter(kind=kinds.DEPARTMENT, parents=territory)
            inside = Exists(departments.filter(children=OuterRef("pk")))
        else:
            inside = Q(parents=territory)
        return self.communes().filter(inside)

    def communes_kept_by(self, user):
        """Communes where this user may draw quartiers."""
        kept = Q(stewards__user=user)
        return self.communes().filter(
            Exists(Territory.objects.filter(kept, pk=OuterRef("pk")))
            | Exists(Territory.objects.filter(kept, children=OuterRef("pk")))
            | Exists(
                Territory.objects.filter(kept, children__children=OuterRef("pk"), kind=Territory.Kind.REGION)
            )
        )

    def neighbourhoods_kept_by(self, user):
        """Quartiers made by hand that lie wholly where this user keeps the map."""
        own = Territory.objects.communes_kept_by(user)
        communes = Territory.objects.communes().filter(children=OuterRef("pk"))
        return self.filter(
            Exists(communes.filter(pk__in=own.values("pk"))),
            ~Exists(communes.exclude(pk__in=own.values("pk"))),
            kind__in=Territory.NEIGHBOURHOOD_KINDS,
            dataset="",
        )


class Territory(models.Model):
    """A place that people name: department, intercommunalité, commune, quartier.

    Keyed on the INSEE code (the SIREN for an intercommunalité). Parents are many: a commune is part of its
    intercommunalité and of its department, an intercommunalité can reach beyond its department, and a
    quartier can span communes.
    """

    class Kind(models.TextChoices):
        REGION = "region", "région"
        DEPARTMENT = "department", "département"
        EPCI = "epci", "intercommunalité"
        COMMUNE = "commune", "commune"
        FORMER_COMMUNE = "former_commune", "ancienne commune"
        QPV = "qpv", "quartier prioritaire"
        NEIGHBOURHOOD = "neighbourhood", "quartier"
        CITE_EDUCATIVE = "cite_educative", "cité éducative"

    # What a steward may create by hand, inside communes.
    NEIGHBOURHOOD_KINDS = (Kind.QPV, Kind.NEIGHBOURHOOD, Kind.CITE_EDUCATIVE)

    kind = models.CharField("nature", max_length=20, choices=Kind)
    code = LineField("code", max_length=80, help_text="Code Insee, SIREN ou code du quartier.")
    name = LineField("nom", max_length=200)
    full_name = LineField("nom complet", max_length=250, blank=True, help_text="S’il diffère du nom d’usage.")
    parents = models.ManyToManyField(
        "self", verbose_name="fait partie de", symmetrical=False, related_name="children", blank=True
    )
    successor = models.ForeignKey(
        "self",
        verbose_name="devenue",
        on_delete=models.PROTECT,
        related_name="predecessors",
        null=True,
        blank=True,
        help_text="La commune dans laquelle celle-ci s’est fondue.",
    )
    valid_from = models.DateField("existe depuis", null=True, blank=True)
    valid_until = models.DateField(
        "jusqu’à", null=True, blank=True, help_text="Premier jour où il n’existe plus."
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    is_partial = models.BooleanField(
        "connu en partie",
        default=False,
        help_text="Il s’étend plus loin : population et contour sont ceux de la partie connue.",
    )
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    outline = models.JSONField(
        "contour", null=True, blank=True, help_text="Géométrie GeoJSON (Polygon ou MultiPolygon), WGS84."
    )
    shape = models.TextField(
        "tracé", blank=True, editable=False, help_text="Le contour, prêt à dessiner (SVG, Lambert-93)."
    )
    tint = models.PositiveSmallIntegerField(
        "teinte",
        null=True,
        blank=True,
        editable=False,
        help_text="Rang d’une couleur de la carte que ses voisines n’ont pas.",
    )
    dataset = models.CharField(
        "jeu de données",
        max_length=60,
        blank=True,
        editable=False,
        help_text="D’où il a été chargé. Vide s’il a été créé à la main.",
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["name", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="territory_one_per_code",
                violation_error_message="Un territoire de cette nature porte déjà ce code.",
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""),
                name="territory_has_code_and_name",
                violation_error_message="Un territoire a un code et un nom.",
            ),
            # The code is part of the page's address.
            models.CheckConstraint(
                condition=~Q(code__contains="/"),
                name="territory_code_fits_an_address",
                violation_error_message="Un code ne contient pas de barre oblique.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "region",
                        "department",
                        "epci",
                        "commune",
                        "former_commune",
                        "qpv",
                        "neighbourhood",
                        "cite_educative",
                    ]
                ),
                name="territory_kind_is_known",
                violation_error_message="Cette nature de territoire n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(kind="former_commune", successor__isnull=False)
                | ~Q(kind="former_commune") & Q(successor=None),
                name="territory_former_commune_has_successor",
                violation_error_message="Une ancienne commune, elle seule, dit celle où elle s’est fondue.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="territory_ends_after_it_begins",
                violation_error_message="La fin de validité vient après le début.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                # A comparison with NULL is neither true nor false, and would let half a point through.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="territory_point_is_on_earth",
                violation_error_message="Indiquez latitude et longitude, en degrés.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("mapping:territory_detail", args=[self.kind, self.code])

    @property
    def is_neighbourhood(self):
        return self.kind in self.NEIGHBOURHOOD_KINDS

    def set_outline(self, geometry):
        """Keep this outline (GeoJSON geometry, or None) together with its drawing. Does not save."""
        self.outline = geometry
        self.shape = path_data(geometry) if geometry else ""
