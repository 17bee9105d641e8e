"""The form of a place where a cycle meets."""

from typing import cast

from django import forms

from mapping.models import Territory
from mapping.names import alphabetical
from support.fields import normalise_lines

from .models import Cycle, Venue


class VenueForm(forms.ModelForm):
    """Once valid, `instance` is the place as wanted, unsaved."""

    access = forms.CharField(
        label="Accès",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Transports, stationnement, entrée, accès en fauteuil. Lu de tout le monde.",
    )

    class Meta:
        model = Venue
        fields = ["name", "address", "commune", "access", "capacity"]
        labels = {"name": "Nom du lieu"}
        error_messages = {
            "name": {"required": "Donnez le nom du lieu."},
            "commune": {"invalid_choice": "Choisissez une commune de la liste."},
            "capacity": {"invalid": "Donnez un nombre, en chiffres."},
        }
        widgets = {"capacity": forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"})}

    def __init__(self, data=None, *, cycle: Cycle, instance: Venue):
        super().__init__(data, instance=instance)
        communes = Territory.objects.communes_of(cycle.territory).defer("outline", "shape")
        if instance.commune_id:
            communes = communes | Territory.objects.filter(pk=instance.commune_id).defer("outline", "shape")
        commune = cast(forms.ModelChoiceField, self.fields["commune"])
        commune.queryset = communes
        commune.choices = [
            ("", "Ailleurs, ou à préciser"),
            *((one.pk, one.name) for one in sorted(communes, key=lambda one: alphabetical(one.name))),
        ]

    def clean_access(self):
        return normalise_lines(self.cleaned_data["access"])
