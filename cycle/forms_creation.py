"""The forms by which a cycle is made: blank, from a file, from another cycle."""

import datetime
from typing import cast

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.text import slugify

from mapping.models import Territory
from mapping.names import alphabetical
from support.fields import validate_line
from support.toml import Refused, decoded

from . import months
from .exchange import read
from .models.cycle import RESERVED_SLUGS, validate_free

SLUG_LENGTH = 60
MONTHS = 60
# Years that a list of months offers, before this one and after it.
EARLIER, LATER = 2, 6
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


class MonthField(forms.TypedChoiceField):
    """A month of the years around today, as its first day."""

    def __init__(self, **options):
        super().__init__(
            coerce=lambda text: datetime.date.fromisoformat(f"{text}-01"),
            empty_value=None,
            choices=self.around_today,
            error_messages={
                "required": "Choisissez un mois.",
                "invalid_choice": "Choisissez un mois de la liste.",
            },
            **options,
        )

    @staticmethod
    def around_today():
        year = timezone.localdate().year
        first, last = (datetime.date(year + n, month, 1) for n, month in ((-EARLIER, 1), (LATER, 12)))
        return [("", "Choisir"), *months.by_year(range(months.number(first), months.number(last) + 1))]


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
        numbers = range(months.number(begins), months.number(ends) + 1)
        count = len(numbers)
        if count < 1:
            self.add_error("ends", "Le dernier mois vient après le premier.")
        elif count > MONTHS:
            self.add_error("ends", f"Un cycle tient en {MONTHS} mois au plus.")
        elif values.get("phases") and values["phases"] > count:
            self.add_error("phases", f"{count} mois ne se partagent pas en {values['phases']} phases.")
        else:
            values["months"] = [months.first_day(number) for number in numbers]
        return values


class RolloutForm(NewCycleForm):
    begins = MonthField(label="Premier mois")

    def __init__(self, data=None, *, parent):
        super().__init__(data, initial={"title": parent.title, "begins": f"{timezone.localdate():%Y-%m}"})
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
