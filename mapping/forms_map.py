"""The question put to the map, as a form whose every answer is in the address."""

from functools import lru_cache

from django import forms
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .acting import ALL, NEAR, SEATS, WIDE, Question
from .geography import Geography, Place
from .models import CATEGORIES, Public, Stage, Territory

VIEWS = {
    NEAR: "qui y mène une action",
    ALL: "et aussi qui agit dans tout le département",
    WIDE: "seulement qui agit dans tout le département",
    SEATS: "qui y a son siège",
}
_GROUPS = {
    "Départements et régions": (Territory.Kind.DEPARTMENT, Territory.Kind.REGION),
    "Intercommunalités": (Territory.Kind.EPCI,),
    "Quartiers": Territory.NEIGHBOURHOOD_KINDS,
    "Communes": (Territory.Kind.COMMUNE,),
    "Anciennes communes": (Territory.Kind.FORMER_COMMUNE,),
}


class Options(forms.Select):
    """A list written once for all its readers: a template for each of 200 options would take 10 ms."""

    def __init__(self, options: SafeString):
        super().__init__()
        self.written = options

    def render(self, name, value, attrs=None, renderer=None):
        chosen = f'value="{escape(value or "")}"'
        options = self.written.replace(chosen, f"{chosen} selected", 1)
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        written = "".join(f' {key}="{escape(told)}"' for key, told in attributes.items() if told is not False)
        return mark_safe(f"<select{written}>{options}</select>")  # noqa: S308 (every part is escaped)


def _option(value, label) -> SafeString:
    return format_html('<option value="{}">{}</option>', value, label)


def _options(choices: dict, nothing: str = "") -> SafeString:
    """Options of a flat or grouped dictionary, after the one that asks for nothing."""
    parts = [_option("", nothing)] if nothing else []
    for value, label in choices.items():
        if isinstance(label, dict):
            inside = mark_safe("".join(_option(*pair) for pair in label.items()))  # noqa: S308
            parts.append(format_html('<optgroup label="{}">{}</optgroup>', value, inside))
        else:
            parts.append(_option(value, label))
    return mark_safe("".join(parts))  # noqa: S308


@lru_cache(maxsize=1)
def _fixed() -> dict[str, SafeString]:
    return {
        "categorie": _options(CATEGORIES, "toutes"),
        "public": _options(dict(Public.choices), "tous"),
        "moment": _options(dict(Stage.choices), "tous"),
        "vue": _options(VIEWS),
    }


class _Known(forms.CharField):
    """One of the values of a list; another one is told plainly."""

    def __init__(self, *, known, unknown, **options):
        self.known, self.unknown = known, unknown
        super().__init__(required=False, **options)

    def clean(self, value):
        value = str(value or "").strip()
        if value and value not in self.known:
            raise forms.ValidationError(self.unknown, code="unknown")
        return value


class MapForm(forms.Form):
    """What to look for, for whom, where, and what makes somebody count there."""

    def __init__(self, data, *, geography: Geography):
        super().__init__(data)
        self.geography = geography
        fixed = _fixed()
        self.fields = {
            "q": forms.CharField(
                label="Mots",
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={"type": "search"}),
                error_messages={"max_length": "Cent caractères au plus : gardez les mots qui comptent."},
            ),
            "categorie": _Known(
                label="Catégorie",
                known={code for group in CATEGORIES.values() for code in group},
                unknown="Cette catégorie n’existe pas. Choisissez-en une dans la liste.",
                widget=Options(fixed["categorie"]),
            ),
            "public": _Known(
                label="Public",
                known=set(Public.values),
                unknown="Ce public n’existe pas. Choisissez-en un dans la liste.",
                widget=Options(fixed["public"]),
            ),
            "moment": _Known(
                label="Moment",
                known=set(Stage.values),
                unknown="Ce moment n’existe pas. Choisissez-en un dans la liste.",
                widget=Options(fixed["moment"]),
            ),
            "territoire": _Known(
                label="Territoire",
                known=geography.places,
                unknown="Ce territoire n’est pas sur la carte. Choisissez-en un dans la liste.",
                widget=Options(place_options(geography)),
            ),
            "vue": _Known(
                label="Compter",
                known=VIEWS,
                unknown="Cette façon de compter n’existe pas. Choisissez-en une dans la liste.",
                widget=Options(fixed["vue"]),
            ),
        }

    @property
    def place(self) -> Place | None:
        """The territory as it was chosen, be it one of the past."""
        return self.geography.places.get(self.cleaned_data["territoire"])

    def question(self) -> Question:
        """What a valid form asks; a commune of the past is answered for by its successor."""
        told, place = self.cleaned_data, self.place
        if place is not None and place.kind == Territory.Kind.FORMER_COMMUNE:
            place = self.geography.successor_of(place)
        return Question(
            words=told["q"],
            category=told["categorie"],
            public=told["public"],
            stage=told["moment"],
            place=place,
            view=told["vue"],
        )


def place_options(geography: Geography) -> SafeString:
    """All territories, by kind; written once for each state of the territories."""
    if geography.options is None:
        groups = {
            label: {place.key: place.name for place in geography.of_kind(*kinds)}
            for label, kinds in _GROUPS.items()
        }
        geography.options = _options({label: group for label, group in groups.items() if group}, "partout")
    return geography.options
