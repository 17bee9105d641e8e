from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import OuterRef, Subquery

from support.fields import validate_line

from .geojson import MOST_BYTES, parse_outline
from .models import Actor, ActorContact, Territory
from .models.vocabulary import CATEGORIES
from .names import alphabetical


class CommuneChoices(forms.CheckboxSelectMultiple):
    """Many boxes, folded by intercommunalité; those that hold a ticked box are open."""

    template_name = "mapping/widgets/commune_choices.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["widget"]["sections"] = [
            {
                "name": group,
                "options": options,
                "is_open": len(groups) == 1 or any(option["selected"] for option in options),
            }
            for group, options, _ in groups
        ]
        return context


class NeighbourhoodForm(forms.Form):
    """A quartier: what it is called, in which communes it lies, where its edge runs.

    A chosen file is read into the text field when the form is bound, so that nothing has to be chosen again
    when another answer is wrong.
    """

    name = forms.CharField(label="Nom du quartier", max_length=200, validators=[validate_line])
    kind = forms.ChoiceField(
        label="Nature",
        choices=[
            (kind.value, kind.label[0].upper() + kind.label[1:]) for kind in Territory.NEIGHBOURHOOD_KINDS
        ],
    )
    code = forms.CharField(
        label="Code officiel",
        help_text="Celui d’un quartier prioritaire, par exemple. Sans code, le portail en forme un du nom.",
        max_length=80,
        required=False,
        validators=[
            RegexValidator(
                r"^[0-9A-Za-z][0-9A-Za-z_-]*\Z",
                "Un code est fait de lettres sans accent, de chiffres et de tirets.",
            )
        ],
    )
    outline_file = forms.FileField(
        label="Contour, en fichier",
        help_text="Un fichier GeoJSON d’un mégaoctet au plus, en degrés WGS84.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json,application/json"}),
    )
    outline_text = forms.CharField(
        label="Contour, en texte",
        help_text="Le même GeoJSON, collé ici. Un fichier choisi plus haut prend sa place.",
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    remove_outline = forms.BooleanField(label="Retirer le contour enregistré", required=False)

    def __init__(self, data=None, files=None, *, communes, quartier=None):
        self.quartier = quartier
        self.unread_file = ""
        if data is not None:
            data = self._with_file_as_text(data.copy(), files or {})
        super().__init__(data, initial=self._told_by(quartier))
        self.fields["communes"] = forms.MultipleChoiceField(
            label="Communes",
            help_text="Celles où se trouve le quartier, en tout ou en partie.",
            choices=_by_intercommunality(communes),
            widget=CommuneChoices,
            error_messages={"required": "Cochez au moins une commune."},
        )
        self.order_fields(["name", "kind", "code", "communes"])
        self.choosable = communes
        if quartier is None or quartier.outline is None:
            del self.fields["remove_outline"]
        else:
            self.fields["outline_text"].help_text += " Laissez vide pour garder le contour enregistré."

    def _with_file_as_text(self, data, files):
        file = files.get("outline_file")
        if file is None:
            return data
        if file.size > MOST_BYTES:
            self.unread_file = "Ce fichier est trop lourd : un mégaoctet au plus."
            return data
        try:
            data["outline_text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.unread_file = "Ce fichier n’est pas du texte en UTF-8."
        return data

    @staticmethod
    def _told_by(quartier):
        if quartier is None:
            return {}
        return {
            "name": quartier.name,
            "kind": quartier.kind,
            "code": quartier.code,
            "communes": list(quartier.parents.communes().values_list("code", flat=True)),
        }

    def clean_communes(self):
        chosen = self.cleaned_data["communes"]
        return list(self.choosable.filter(code__in=chosen).only("code", "name"))

    def clean_outline_file(self):
        if self.unread_file:
            raise ValidationError(self.unread_file, code="unread")

    def clean_outline_text(self):
        text = self.cleaned_data["outline_text"]
        return parse_outline(text) if text else None

    def clean(self):
        if self.cleaned_data.get("remove_outline") and self.cleaned_data.get("outline_text"):
            self.add_error("remove_outline", "Donnez un nouveau contour ou retirez l’ancien, pas les deux.")

    def description(self):
        """The quartier that the form describes, as the services take it."""
        told = self.cleaned_data
        return {
            "kind": told["kind"],
            "name": told["name"],
            "code": told["code"],
            "communes": told["communes"],
            "outline": told["outline_text"],
        }

    @property
    def keeps_outline(self):
        """Whether the outline kept so far stays: no new one is given, and nobody asks to remove it."""
        return not self.cleaned_data["outline_text"] and not self.cleaned_data.get("remove_outline")


class ModerationForm(forms.ModelForm):
    """A proposed organisation, to correct. `version` is the one that its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    website = forms.URLField(label="Site web", max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = Actor
        fields = [
            "name",
            "legal_family",
            "category",
            "commune",
            "siret",
            "rna",
            "uai",
            "website",
            "presentation",
        ]
        widgets = {"presentation": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, data=None, *, actor, communes):
        super().__init__(data, instance=actor, initial={"version": actor.version})
        self.bearer = None
        self.communes = communes
        commune = cast(forms.ModelChoiceField, self.fields["commune"])
        commune.queryset = communes
        commune.choices = [
            (place.pk, place.name) for place in sorted(communes, key=lambda place: alphabetical(place.name))
        ]
        category = cast(forms.ChoiceField, self.fields["category"])
        category.choices = [(group, list(labels.items())) for group, labels in CATEGORIES.items()]

    def clean_siret(self):
        return self._free("siret", "ce SIRET")

    def clean_rna(self):
        return self._free("rna", "ce numéro RNA")

    def clean_uai(self):
        return self._free("uai", "ce code UAI")

    def _free(self, name, named):
        """The number, unless another organisation bears it: the two are then one and the same."""
        number = self.cleaned_data[name]
        bearers = Actor.objects.bearing_numbers().exclude(pk=self.instance.pk)
        if not number or not (bearer := bearers.filter(**{name: number}).first()):
            return number
        is_kept = self.communes.filter(pk=bearer.commune_id).exists()
        if bearer.status != Actor.Status.PUBLISHED and not is_kept:
            # Whoever proposed it elsewhere told its name to the steward of that place alone.
            raise ValidationError(
                f"Une structure proposée ailleurs porte déjà {named} : vérifiez-le, ou laissez-le vide."
            )
        self.bearer = bearer
        raise ValidationError(f"« {bearer} » porte déjà {named} : fusionnez plutôt les deux.")

    def description(self):
        """The fields, as the services take them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class OwnContactForm(forms.ModelForm):
    """One's own work contact. The address is the account's: it says that the contact is one's own."""

    class Meta:
        model = ActorContact
        fields = ["name", "function", "phone", "is_public"]
        help_texts = {
            "name": "Vu par les veilles cartographiques ; par tout le monde avec votre accord.",
            "function": "Vue par les mêmes personnes. Un nom ou une fonction suffit.",
            "is_public": "Retiré quand vous voulez : les coordonnées quittent aussitôt la page publique.",
        }


def _by_intercommunality(communes):
    epci = Territory.objects.filter(kind=Territory.Kind.EPCI, children=OuterRef("pk")).order_by("code")
    groups: dict[str, list] = {}
    for code, name, group in communes.values_list("code", "name", Subquery(epci.values("name")[:1])):
        groups.setdefault(group or "Sans intercommunalité", []).append((code, name))
    return [
        (group, sorted(choices, key=lambda choice: alphabetical(choice[1])))
        for group, choices in sorted(groups.items(), key=lambda item: alphabetical(item[0]))
    ]
