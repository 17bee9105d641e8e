"""The forms by which a cycle is made: blank, from a file, from another cycle."""

import datetime
from typing import cast

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.text import slugify

from mapping.models import Territory
from mapping.names import alphabetical
from support.fields import YEARS, validate_line
from support.toml import Refused, decoded

from .exchange import read
from .models.cycle import RESERVED_SLUGS, validate_free

SLUG_LENGTH = 60
MONTHS = 60
# On what a cycle takes place, from the largest.
KINDS = (
    Territory.Kind.REGION,
    Territory.Kind.DEPARTMENT,
    Territory.Kind.EPCI,
    Territory.Kind.CITE_EDUCATIVE,
    Territory.Kind.QPV,
    Territory.Kind.NEIGHBOURHOOD,
    Territory.Kind.COMMUNE,
)


class MonthField(forms.DateField):
    """A month, as its first day."""

    def __init__(self, **options):
        super().__init__(
            input_formats=["%Y-%m", "%m/%Y"],
            widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2027-03"}),
            error_messages={
                "required": "Donnez un mois, par exemple 2027-03.",
                "invalid": "Donnez un mois qui existe, par exemple 2027-03.",
            },
            **options,
        )

    def clean(self, value):
        month = super().clean(value)
        if month is not None and month.year not in YEARS:
            raise forms.ValidationError(f"Donnez une année de {YEARS.start} à {YEARS.stop - 1}.")
        return month


class NewCycleForm(forms.Form):
    """What every new cycle needs: a title, an address, a territory."""

    title = forms.CharField(label="Titre", max_length=200, validators=[validate_line])
    slug = forms.CharField(
        label="Adresse",
        required=False,
        max_length=SLUG_LENGTH,
        validators=[validate_slug, validate_free],
        help_text="Lettres sans accent, chiffres, tirets. Vide : tirée du titre.",
    )
    territory = forms.ModelChoiceField(
        label="Territoire",
        queryset=Territory.objects.none(),
        error_messages={
            "required": "Choisissez un territoire.",
            "invalid_choice": "Choisissez un territoire de la liste.",
        },
    )

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        territories = Territory.objects.filter(kind__in=KINDS).defer("outline", "shape")
        field = cast(forms.ModelChoiceField, self.fields["territory"])
        field.queryset = territories
        by_kind: dict[str, list] = {kind: [] for kind in KINDS}
        for one in sorted(territories, key=lambda one: alphabetical(one.name)):
            by_kind[one.kind].append((one.pk, one.name))
        field.choices = [
            ("", "Choisir"),
            *((Territory.Kind(kind).label.capitalize(), rows) for kind, rows in by_kind.items() if rows),
        ]

    def clean(self):
        super().clean()
        values = self.cleaned_data
        if not self.errors:
            values["slug"] = values["slug"] or slugify(values["title"])[:SLUG_LENGTH].strip("-")
            if not values["slug"] or values["slug"] in RESERVED_SLUGS:
                self.add_error("slug", "Donnez une adresse, par exemple « evry-2027 ».")
        return values


class BlankCycleForm(NewCycleForm):
    begins = MonthField(label="Premier mois")
    ends = MonthField(label="Dernier mois")
    phases = forms.IntegerField(
        label="Phases",
        min_value=1,
        max_value=12,
        initial=3,
        widget=forms.NumberInput(attrs={"min": 1, "max": 12, "inputmode": "numeric"}),
        help_text="Elles se partagent les mois ; leurs titres et leurs dates se corrigent ensuite.",
        error_messages={"invalid": "Donnez un nombre, en chiffres."},
    )

    def clean(self):
        super().clean()
        values = self.cleaned_data
        begins, ends = values.get("begins"), values.get("ends")
        if begins is None or ends is None:
            return values
        count = (ends.year - begins.year) * 12 + ends.month - begins.month + 1
        if count < 1:
            self.add_error("ends", "Le dernier mois vient après le premier.")
        elif count > MONTHS:
            self.add_error("ends", f"Un cycle tient en {MONTHS} mois au plus.")
        elif values.get("phases") and values["phases"] > count:
            self.add_error("phases", f"{count} mois ne se partagent pas en {values['phases']} phases.")
        else:
            numbers = range(begins.month - 1, begins.month - 1 + count)
            values["months"] = [datetime.date(begins.year + n // 12, n % 12 + 1, 1) for n in numbers]
        return values


class RolloutForm(NewCycleForm):
    begins = MonthField(label="Premier mois")

    def __init__(self, data=None, *, parent):
        super().__init__(data, initial={"title": parent.title, "begins": timezone.localdate().replace(day=1)})
        self.order_fields(["territory", "title", "slug", "begins"])


class CycleFileForm(forms.Form):
    """A cycle file, chosen or pasted. Once valid, `content` is what it says."""

    file = forms.FileField(
        label="Fichier",
        required=False,
        help_text="Un fichier de cycle (.toml), d’un mégaoctet au plus.",
        widget=forms.FileInput(attrs={"accept": ".toml,application/toml,text/plain"}),
    )
    text = forms.CharField(
        label="Ou son texte, collé ici",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
    )

    def clean(self):
        super().clean()
        values = self.cleaned_data
        file, text = values.get("file"), values.get("text") or ""
        if self.errors:
            return values
        if bool(file) == bool(text):
            self.add_error("file", "Choisissez un fichier, ou collez son texte : l’un des deux.")
            return values
        try:
            if file:
                text = decoded(file.read())
            self.content = read(text)
        except Refused as refused:
            self.add_error("file" if file else "text", [str(problem) for problem in refused.problems])
        return values
