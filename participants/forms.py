from typing import cast

from django import forms
from django.core.exceptions import ValidationError

from mapping.models import Actor, Territory
from mapping.models.vocabulary import CATEGORIES, LegalFamily
from mapping.names import alphabetical
from support.fields import validate_line

from .organisations import Choice

SEEN_BY_TEAM = "Vu par l’équipe d’animation du cycle, jamais sur une page publique."
PROPOSAL = ("commune", "legal_family", "category")


class Suggestions(forms.TextInput):
    """A line of text that suggests known answers; any other may be typed."""

    template_name = "participants/widgets/suggestions.html"
    options = ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["options"] = self.options
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs']['id']}_suggestions"
        return context


class CardForm(forms.Form):
    """Who one is in a cycle.

    The organisation is typed. Where the map shows none of that name around the cycle, three more questions
    appear, and their answers propose it to whoever keeps the map.
    """

    name = forms.CharField(
        label="Votre nom",
        help_text=f"Tel qu’on vous appelle dans ce cycle. {SEEN_BY_TEAM}",
        max_length=120,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    function = forms.CharField(
        label="Votre fonction",
        help_text=f"La vôtre, sans rien qui concerne une personne mineure. {SEEN_BY_TEAM}",
        max_length=150,
        required=False,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    organisation = forms.CharField(
        label="Votre structure",
        help_text=(
            "Son nom sur la carte, ou un autre si elle n’y est pas encore. "
            f"Laissez vide si vous venez sans structure. {SEEN_BY_TEAM} Une structure nouvelle est soumise, "
            "avec votre adresse, aux personnes qui tiennent la carte."
        ),
        max_length=200,
        required=False,
        validators=[validate_line],
        widget=Suggestions(attrs={"autocomplete": "off"}),
    )
    commune = forms.ChoiceField(label="Commune de la structure")
    legal_family = forms.ChoiceField(
        label="Famille de la structure",
        choices=[("", "Choisir"), *LegalFamily.choices],
    )
    category = forms.ChoiceField(
        label="Nature de la structure",
        choices=[("", "Choisir"), *((group, list(labels.items())) for group, labels in CATEGORIES.items())],
    )

    def __init__(self, data=None, *, cycle, card=None):
        organisation = card.present_organisation if card else None
        self.choice = Choice(cycle, organisation)
        initial = {"name": card.name, "function": card.function} if card else {}
        super().__init__(data, initial={**initial, "organisation": self.choice.own_label})
        self.fields["organisation"].widget.options = self.choice.options
        if self.is_bound and self._is_to_propose(self.data.get("organisation", "")):
            communes = Territory.objects.communes_of(cycle.territory).defer("outline", "shape")
            self.communes = {commune.code: commune for commune in communes}
            by_name = sorted(self.communes.values(), key=lambda commune: alphabetical(commune.name))
            cast(forms.ChoiceField, self.fields["commune"]).choices = [
                ("", "Choisir"),
                *((c.code, c.name) for c in by_name),
            ]
        else:
            for name in PROPOSAL:
                del self.fields[name]

    def _is_to_propose(self, text):
        return bool(text.strip()) and not self.choice.named(text)

    def clean_organisation(self):
        text = self.cleaned_data["organisation"]
        named = self.choice.named(text) if text else []
        if len(named) > 1:
            raise ValidationError("Plusieurs structures portent ce nom : choisissez avec la commune.")
        return Actor.objects.get(pk=named[0]) if named else None

    def clean(self):
        if set(PROPOSAL) & set(self.errors):
            self.add_error(
                "organisation",
                "Cette structure n’est pas encore sur la carte. Prenez un nom de la liste, ou répondez aux "
                "questions qui suivent pour la proposer.",
            )
        return super().clean()

    def card(self):
        """What the services take."""
        card = {name: self.cleaned_data.get(name) for name in ("name", "function", "organisation")}
        if "commune" in self.fields:
            card["proposal"] = {
                "name": self.data["organisation"].strip(),
                "commune": self.communes[self.cleaned_data["commune"]],
                "legal_family": self.cleaned_data["legal_family"],
                "category": self.cleaned_data["category"],
            }
        return card
