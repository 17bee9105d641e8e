from django import forms

from support.fields import validate_line

SEEN_BY_TEAM = "Vu par l’équipe d’animation du cycle, jamais sur une page publique."


class CardForm(forms.Form):
    """Who one is in a cycle."""

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

    def __init__(self, data=None, *, card=None):
        initial = {"name": card.name, "function": card.function} if card else {}
        super().__init__(data, initial=initial)

    def card(self):
        """What the services take."""
        return {"name": self.cleaned_data["name"], "function": self.cleaned_data["function"]}
