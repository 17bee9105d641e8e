from django import forms

from support.fields import validate_line


class SignForm(forms.Form):
    """Signing in one's own name."""

    name = forms.CharField(
        label="Votre nom, tel que vous l’écrivez",
        help_text="Il vaut signature. Vu de vous et de l’équipe d’animation du cycle.",
        max_length=120,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_read = forms.BooleanField(
        label="J’ai lu ce texte et je m’y engage en mon nom.",
        help_text="Vous pourrez vous retirer à tout moment, aussi simplement.",
        error_messages={
            "required": "Cochez cette case pour dire que vous avez lu le texte et vous y engagez."
        },
    )
    is_displayed = forms.BooleanField(
        label="Montrer mon nom, ma fonction et ma structure dans la liste publique des signataires.",
        help_text="Un choix à part : votre signature compte autant sans lui. Vous pourrez en changer.",
        required=False,
    )


class DisplayForm(forms.Form):
    """Being shown in the public list, or not."""

    is_displayed = forms.BooleanField(
        label="Montrer mon nom, ma fonction et ma structure dans la liste publique des signataires.",
        help_text="Tels que le jour de votre signature.",
        required=False,
    )
