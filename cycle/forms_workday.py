"""The form in which a facilitator prepares a day: whatever is known is filled in, the rest stays empty."""

import datetime
import uuid
from copy import copy
from typing import cast

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils import timezone

from support.fields import YEARS, normalise_lines, validate_prose

from . import months
from .models import Cycle, Phase, Theme, Venue, Workday

NO_MINOR = "Ne nommez aucun élève, ni rien qui permette de reconnaître une personne mineure."
COUNTED = ("capacity", "people", "organisations")
# Months that a list offers before and after what the cycle had in mind.
_EARLIER, _LATER = 6, 18


class WorkdayForm(forms.ModelForm):
    """A day to prepare. How precisely its date is known follows from what is filled in.

    Once valid, `instance` is the day as wanted, unsaved, and `chosen_themes` its themes.
    """

    month = forms.ChoiceField(
        label="Mois", required=False, help_text="Pour une journée dont le jour n’est pas encore connu."
    )
    day = forms.DateField(
        label="Jour",
        required=False,
        help_text="Dès qu’il est connu, la journée est fixée. Il l’emporte sur le mois.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Donnez un jour qui existe, par exemple 16/03/2027."},
    )
    video_link = forms.URLField(
        label="Lien de la visioconférence",
        help_text="Montré aux membres du cycle seulement, jamais dans le calendrier public.",
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": "Donnez une adresse qui commence par https://."},
    )
    description = forms.CharField(
        label="Présentation",
        help_text=f"Ce qu’on y fera, en quelques lignes que tout le monde lit. {NO_MINOR}",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes travaillés ce jour-là",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Ce thème n’est pas de ce cycle : choisissez dans la liste."},
    )
    reason = forms.CharField(
        label="Raison du changement",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Le programme est publié : chaque changement est gardé, avec sa raison. Tout le monde la lit, "
            "sans votre nom. Elle est nécessaire pour annuler. N’y nommez personne : elle ne s’efface plus."
        ),
    )

    class Meta:
        model = Workday
        fields = [
            "phase",
            "title",
            "month",
            "day",
            "starts_at",
            "ends_at",
            "format",
            "venue",
            "place",
            "capacity",
            "video_link",
            "themes",
            "description",
            "status",
            "people",
            "organisations",
            "reason",
        ]
        labels = {
            "title": "Titre",
            "phase": "Phase",
            "starts_at": "Début",
            "ends_at": "Fin",
            "venue": "Lieu de la liste",
            "place": "Autre lieu, ou précision",
            "capacity": "Places",
            "people": "Personnes présentes",
            "organisations": "Structures présentes",
        }
        help_texts = {
            "title": "Sans titre, la journée s’appelle par son numéro.",
            "place": "La salle, l’étage ; ou tout le lieu, s’il n’est pas dans la liste.",
            "capacity": "Combien de personnes peuvent venir. Vide : autant que le lieu en a.",
            "people": "Comptées à la main, une fois la journée tenue.",
        }
        widgets = {
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "ends_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "format": forms.RadioSelect,
            "status": forms.RadioSelect,
        }
        error_messages = {
            "phase": {"required": "Choisissez la phase.", "invalid_choice": "Choisissez une phase du cycle."},
            "status": {
                "required": "Dites où en est la journée.",
                "invalid_choice": "Choisissez une des situations proposées.",
            },
            "format": {"invalid_choice": "Choisissez une des formes proposées."},
            "starts_at": {"invalid": "Donnez une heure, par exemple 09:00."},
            "ends_at": {"invalid": "Donnez une heure, par exemple 16:30."},
            "venue": {"invalid_choice": "Ce lieu n’est plus dans la liste : choisissez-en un autre."},
            **{name: {"invalid": "Donnez un nombre, en chiffres."} for name in COUNTED},
        }

    def __init__(self, data=None, *, cycle: Cycle, instance: Workday):
        self.was_cancelled = instance.status == Workday.Status.CANCELLED
        self.chosen_themes: list[Theme] = []
        initial = _date_initial(instance)
        if instance.pk:
            initial["themes"] = [str(pk) for pk in instance.themes.values_list("pk", flat=True)]
        super().__init__(data, instance=instance, initial=initial)
        phases = Phase.objects.filter(cycle=cycle)
        phase = cast(forms.ModelChoiceField, self.fields["phase"])
        phase.queryset, phase.empty_label = phases, None
        self.known_themes = {str(theme.pk): theme for theme in Theme.objects.filter(cycle=cycle)}
        cast(forms.ChoiceField, self.fields["themes"]).choices = [
            (key, f"{theme.number}. {theme.title}") for key, theme in self.known_themes.items()
        ]
        venue = cast(forms.ModelChoiceField, self.fields["venue"])
        venue.queryset, venue.empty_label = Venue.objects.filter(cycle=cycle), "Aucun"
        if not venue.queryset.exists():
            del self.fields["venue"]
        for name in COUNTED:
            self.fields[name].widget.attrs.update(min=0 if name != "capacity" else 1, inputmode="numeric")
        cast(forms.ChoiceField, self.fields["month"]).choices = _months(phases, instance.date)
        cast(forms.ChoiceField, self.fields["format"]).choices = Workday.Format.choices
        cast(forms.ChoiceField, self.fields["status"]).choices = [
            (Workday.Status.PLANNED, "Prévue : annoncée, puis fixée dès que son jour est connu"),
            (Workday.Status.HELD, "Tenue"),
            (Workday.Status.CANCELLED, "Annulée : elle reste au programme, et les agendas le disent"),
        ]
        self.order_fields(self.Meta.fields)
        if not self.known_themes:
            del self.fields["themes"]
        if cycle.programme_published_at is None:
            del self.fields["reason"]
        for name, field in self.fields.items():
            # What was shown comes back beside what was typed, to tell one's own changes from the rest.
            field.show_hidden_initial = bool(instance.pk) and name != "reason"

    def merged_with(self, saved: Workday) -> "WorkdayForm":
        """This form on the day as somebody else saved it: what was typed stays, the rest follows them."""
        fresh = WorkdayForm(cycle=saved.cycle, instance=copy(saved))
        data = cast(QueryDict, self.data).copy()
        knows_what_was_shown = self["title"].html_initial_name in data
        for name, field in fresh.fields.items():
            if not field.show_hidden_initial:
                continue
            sent = _sent(fresh[name].value())
            if knows_what_was_shown and name not in self.changed_data:
                data.setlist(name, sent)
            data.setlist(fresh[name].html_initial_name, sent)
        return WorkdayForm(data, cycle=saved.cycle, instance=copy(saved))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(f"Donnez une année de {YEARS.start} à {YEARS.stop - 1}.")
        return day

    def clean_description(self):
        return normalise_lines(self.cleaned_data["description"])

    def clean_reason(self):
        reason = normalise_lines(self.cleaned_data["reason"])
        validate_prose(reason)
        return reason

    def clean(self):
        super().clean()
        values = self.cleaned_data
        self.chosen_themes = [self.known_themes[key] for key in values.get("themes") or []]
        self._clean_hours(values)
        self.instance.precision, self.instance.date = _date_said(values)
        self._clean_status(values)
        self._clean_attendance(values)
        return values

    def _clean_hours(self, values):
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if {"starts_at", "ends_at", "day"} & set(self.errors) or not (starts or ends):
            return
        if not values.get("day"):
            self.add_error("day", "Des heures demandent un jour : donnez-le, ou videz les heures.")
        if not ends:
            self.add_error("ends_at", "Donnez aussi l’heure de fin, ou videz celle du début.")
        elif not starts:
            self.add_error("starts_at", "Donnez aussi l’heure de début, ou videz celle de la fin.")
        elif ends <= starts:
            self.add_error("ends_at", "La fin vient après le début.")

    def _clean_status(self, values):
        status, phase = values.get("status"), values.get("phase")
        if status == Workday.Status.HELD and phase and not {"day", "month"} & set(self.errors):
            self.instance.phase = phase
            if self.instance.is_to_come(timezone.localdate()):
                self.add_error("status", "Cette journée est à venir : elle ne peut pas être déjà tenue.")
        is_cancelled_now = status == Workday.Status.CANCELLED and not self.was_cancelled
        if is_cancelled_now and "reason" in self.fields and not values.get("reason"):
            self.add_error("reason", "Dites en une phrase pourquoi la journée est annulée.")

    def _clean_attendance(self, values):
        if "status" in self.errors or values.get("status") == Workday.Status.HELD:
            return
        for name in ("people", "organisations"):
            if values.get(name) is not None:
                self.add_error(
                    name,
                    "Des présences se comptent quand la journée est tenue : videz-les, ou dites-la tenue.",
                )


def _sent(value) -> list[str]:
    """What a browser would send of a field that shows this value."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return ["" if value is None else str(value)]


def _date_initial(workday: Workday) -> dict[str, object]:
    if workday.date is None:
        return {}
    if workday.precision == Workday.Precision.MONTH:
        return {"month": f"{workday.date:%Y-%m}"}
    return {"day": workday.date}


def _date_said(values) -> tuple[str, datetime.date | None]:
    """How precisely the date is known, and the date."""
    if values.get("day"):
        precision = Workday.Precision.MINUTE if values.get("starts_at") else Workday.Precision.DAY
        return precision, values["day"]
    if values.get("month"):
        return Workday.Precision.MONTH, datetime.date.fromisoformat(values["month"] + "-01")
    return Workday.Precision.PERIOD, None


def _months(phases, present: datetime.date | None):
    """Months around the cycle, by year; the present one is always among them."""
    today = timezone.localdate()
    days = [day for phase in phases for day in (phase.begins_on, phase.ends_on)] or [today]
    first = months.number(min(days)) - _EARLIER
    last = max(months.number(max(days)), months.number(today)) + _LATER
    numbers = set(range(first, last + 1)) | ({months.number(present)} if present else set())
    return [("", "Pas encore connu"), *months.by_year(numbers)]


def creation_key(text: str | None) -> uuid.UUID:
    """The identifier that the form was shown with; a new one where it carries none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()
