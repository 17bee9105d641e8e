from django import forms

from accounts.forms import LowerCaseEmailField
from support.fields import validate_line

from .roles import MEANINGS, Role

CHOICES = [(meaning.value, meaning.label.capitalize()) for meaning in MEANINGS.values()]


class InviteForm(forms.Form):
    """Whom the team asks into the cycle, as what."""

    email = LowerCaseEmailField(
        label="Adresse électronique",
        help_text=(
            "Vue par l’équipe d’animation de ce cycle seulement ; effacée dès la réponse. "
            "Par exemple : prenom.nom@exemple.fr"
        ),
        max_length=254,
        # An address in quotation marks may hold control characters: a mail's header may not.
        validators=[validate_line],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Son rôle", choices=CHOICES, widget=forms.RadioSelect, initial=Role.PARTICIPANT.value
    )
    note = forms.CharField(
        label="Un mot de votre part",
        help_text="Une phrase, ajoutée au courriel. N’y écrivez rien qui concerne une autre personne.",
        max_length=300,
        required=False,
        validators=[validate_line],
    )


class RoleForm(forms.Form):
    """What a member is to be in the cycle."""

    role = forms.ChoiceField(label="Son rôle", choices=CHOICES, widget=forms.RadioSelect)
