"""The programme of a cycle: phases, the themes they carry, the workdays that fall in them."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identity
from support.fields import YEARS, CountField, LineField, ProseField
from support.french import french_date, french_hour, french_weekday, is_plural
from support.sql import DayOfMonth

from ..dates import format_period
from .cycle import Cycle, NumberedInCycle
from .venue import Venue


class Phase(NumberedInCycle):
    """A stretch of months with one intention. Its number gives its colour everywhere."""

    title = LineField("titre", max_length=200)
    begins_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")

    class Meta(NumberedInCycle.Meta):
        verbose_name = "phase"
        verbose_name_plural = "phases"
        constraints = [
            *NumberedInCycle.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="phase_ends_after_it_begins",
                violation_error_message="La fin de la phase vient après son début.",
            ),
        ]

    def __str__(self):
        return f"Phase {self.number} : {self.title}"

    @property
    def period(self):
        return format_period(self.begins_on, self.ends_on)

    @property
    def colour(self):
        """The stylesheet's number for this phase's colour; there are six, and they come round again."""
        return (self.number - 1) % 6 + 1


class Theme(NumberedInCycle):
    """A question that the cycle works on. It belongs to a phase; workdays take it up, or not yet."""

    phase = models.ForeignKey(Phase, verbose_name="phase", on_delete=models.CASCADE, related_name="themes")
    title = LineField("titre", max_length=300)

    class Meta(NumberedInCycle.Meta):
        verbose_name = "thème"
        verbose_name_plural = "thèmes"

    def __str__(self):
        return self.title

    def clean(self):
        if self.phase_id and self.cycle_id and self.phase.cycle_id != self.cycle_id:
            raise ValidationError({"phase": "Cette phase appartient à un autre cycle."})


class WorkdayQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Workdays of the cycles that this user may read."""
        return self.filter(cycle__in=Cycle.objects.visible_to(user))

    def in_full(self):
        """With all that a day says of itself, in one query; its themes apart."""
        rows = self.select_related("cycle", "phase", "venue__commune", "edited_by", "agenda_edited_by")
        # Of the commune its name alone: an outline is long.
        return rows.defer("venue__commune__outline", "venue__commune__shape")

    def dated(self):
        """Those whose day is known."""
        return self.filter(precision__in=[Workday.Precision.DAY, Workday.Precision.MINUTE])

    def to_come(self, today):
        """Planned, with a known day, today or later; soonest first."""
        return (
            self.dated().filter(status=Workday.Status.PLANNED, date__gte=today).order_by("date", "starts_at")
        )


class Workday(NumberedInCycle):
    """A workday (journée de travail), announced or added later, planned, held or cancelled.

    Its date is known to its phase's period, to the month, to the day or to the minute. Hours are Paris wall
    time, kept as such: 08:00 stays 08:00 across daylight saving.
    """

    class Precision(models.TextChoices):
        PERIOD = "period", "la période de la phase"
        MONTH = "month", "le mois"
        DAY = "day", "le jour"
        MINUTE = "minute", "le jour et les heures"

    class Status(models.TextChoices):
        PLANNED = "planned", "prévue"
        HELD = "held", "tenue"
        CANCELLED = "cancelled", "annulée"

    class Format(models.TextChoices):
        UNKNOWN = "", "à préciser"
        ON_SITE = "on_site", "sur place"
        REMOTE = "remote", "à distance"
        BOTH = "both", "sur place et à distance"

    phase = models.ForeignKey(Phase, verbose_name="phase", on_delete=models.PROTECT, related_name="workdays")
    title = LineField("titre", max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name="thèmes", related_name="workdays", blank=True)
    is_announced = models.BooleanField(
        "annoncée au départ", default=True, help_text="Faux pour une journée ajoutée en cours de route."
    )
    status = models.CharField("situation", max_length=20, choices=Status, default=Status.PLANNED)
    precision = models.CharField(
        "date connue par", max_length=20, choices=Precision, default=Precision.PERIOD
    )
    date = models.DateField(
        "date", null=True, blank=True, help_text="Le premier du mois quand seul le mois est connu."
    )
    starts_at = models.TimeField("début", null=True, blank=True)
    ends_at = models.TimeField("fin", null=True, blank=True)
    format = models.CharField("forme", max_length=20, choices=Format, default=Format.UNKNOWN, blank=True)
    venue = models.ForeignKey(
        Venue,
        verbose_name="lieu de la liste",
        on_delete=models.PROTECT,
        related_name="workdays",
        null=True,
        blank=True,
    )
    place = LineField("lieu", max_length=300, blank=True)
    capacity = CountField("places", null=True, blank=True, validators=[MinValueValidator(1)])
    video_link = models.URLField(
        "lien de la visioconférence", blank=True, help_text="Montré aux membres seulement."
    )
    description = ProseField("présentation", blank=True)
    people = CountField("personnes présentes", null=True, blank=True)
    organisations = CountField("structures présentes", null=True, blank=True)
    uid = models.UUIDField("identifiant dans les agendas", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("suite des modifications", default=0, editable=False)
    changed_at = models.DateTimeField("modifiée le", default=timezone.now, editable=False)
    version = models.PositiveIntegerField("version", default=1, editable=False)
    edited_at = models.DateTimeField("enregistrée le", null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        Identity,
        verbose_name="enregistrée par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    # The run of the day is written apart from the day: who edits one does not stand in the way of the other.
    agenda_version = models.PositiveIntegerField("version du déroulé", default=1, editable=False)
    agenda_edited_at = models.DateTimeField("déroulé enregistré le", null=True, blank=True, editable=False)
    agenda_edited_by = models.ForeignKey(
        Identity,
        verbose_name="déroulé enregistré par",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = WorkdayQuerySet.as_manager()

    class Meta(NumberedInCycle.Meta):
        verbose_name = "journée de travail"
        verbose_name_plural = "journées de travail"
        constraints = [
            *NumberedInCycle.Meta.constraints,
            models.CheckConstraint(
                condition=Q(precision="period", date=None, starts_at=None, ends_at=None)
                | Q(precision="month", date__isnull=False, starts_at=None, ends_at=None)
                & Q(Exact(DayOfMonth("date"), 1))
                | Q(precision="day", date__isnull=False, starts_at=None, ends_at=None)
                | Q(precision="minute", date__isnull=False, starts_at__isnull=False)
                & Q(ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="workday_date_fits_its_precision",
                violation_error_message="La date dit ce que sa précision demande ; la fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "held", "cancelled"]),
                name="workday_status_is_known",
                violation_error_message="Cette situation n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(format__in=["", "on_site", "remote", "both"]),
                name="workday_format_is_known",
                violation_error_message="Cette forme n’existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="workday_holds_somebody",
                violation_error_message="Donnez au moins une place ; laissez vide si vous ne savez pas.",
            ),
            models.CheckConstraint(
                condition=Q(people=None, organisations=None) | Q(status="held"),
                name="workday_attended_once_held",
                violation_error_message="Des présences se comptent quand la journée est tenue.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.phase_id and self.cycle_id and self.phase.cycle_id != self.cycle_id:
            raise ValidationError({"phase": "Cette phase appartient à un autre cycle."})
        if self.venue is not None and self.venue.cycle_id != self.cycle_id:
            raise ValidationError({"venue": "Ce lieu est celui d’un autre cycle."})
        for name in ("starts_at", "ends_at"):
            time = getattr(self, name)
            if time is not None and (time.second or time.microsecond or time.tzinfo):
                raise ValidationError({name: "Donnez l’heure et les minutes, sans secondes."})
        if self.date is not None and self.date.year not in YEARS:
            raise ValidationError({"date": f"Donnez une année de {YEARS.start} à {YEARS.stop - 1}."})

    def get_absolute_url(self):
        return reverse("workday:detail", args=[self.pk])

    def mark_changed(self):
        """Tell the calendars that hold this day that it is no longer what they show. Does not save."""
        self.sequence += 1
        self.changed_at = timezone.now()

    def mark_edited(self, identity: Identity | None):
        """Make a new version of this day, whoever holds the one before will be told. Does not save."""
        self.version += 1
        self.edited_at, self.edited_by = timezone.now(), identity

    def mark_agenda_edited(self, identity: Identity | None):
        """Make a new version of the run of this day; None when a file was loaded. Does not save."""
        self.agenda_version += 1
        self.agenda_edited_at, self.agenda_edited_by = timezone.now(), identity

    def is_to_come(self, today: datetime.date) -> bool:
        """Whether it cannot have been held yet, as far as its date is known."""
        return (self.date or self.phase.begins_on) > today

    @property
    def name(self):
        """Its title, or its number where it has none."""
        return self.title or f"Journée {self.number}"

    @property
    def where(self):
        """On one line: the place of the list with its address, then what is said beside it."""
        return ", ".join(part for part in (self.venue.where if self.venue else "", self.place) if part)

    @property
    def where_in_short(self):
        """The same without the address, which the day's own page gives."""
        return ", ".join(part for part in (self.venue.name if self.venue else "", self.place) if part)

    @property
    def seats(self) -> int | None:
        """How many people may come on site: as said for the day, else as many as its place holds."""
        return self.capacity or (self.venue.capacity if self.venue else None)

    @property
    def attendance(self):
        """ "36 personnes, de 14 structures", as counted by hand; nothing where nothing was counted."""
        told = [
            f"{count} {word}{'s' if is_plural(count) else ''}"
            for count, word in ((self.people, "personne"), (self.organisations, "structure"))
            if count is not None
        ]
        return ", de ".join(told) if self.people is not None else "".join(told)

    @property
    def has_day(self):
        """Whether one can note it in a diary."""
        return self.precision in (self.Precision.DAY, self.Precision.MINUTE)

    @property
    def state(self):
        """One word for where the day stands: announced, scheduled, held or cancelled."""
        if self.status == self.Status.PLANNED:
            return "scheduled" if self.has_day else "announced"
        return self.status

    @property
    def state_label(self):
        """The state in a French word, and whether the day was added along the way: "ajoutée, tenue"."""
        label = {
            "announced": "annoncée" if self.is_announced else "prévue",
            "scheduled": "fixée",
            "held": "tenue",
            "cancelled": "annulée",
        }[self.state]
        return label if self.is_announced else f"ajoutée, {label}"

    @property
    def when(self):
        """The date in French, as precise as it is known, without the hours."""
        if self.date is None:
            return self.phase.period
        if self.precision == self.Precision.MONTH:
            return format_period(self.date, self.date)
        return f"{french_weekday(self.date)} {french_date(self.date)}"

    @property
    def hours(self):
        """ "9 h – 16 h 30", or nothing."""
        if self.starts_at is None or self.ends_at is None:
            return ""
        return f"{french_hour(self.starts_at)} – {french_hour(self.ends_at)}"
