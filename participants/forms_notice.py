from django import forms

from support.fields import normalise_lines, validate_prose


class NoticeForm(forms.Form):
    """The team's own words in a notice; the days and what changed are added by themselves."""

    text = forms.CharField(
        label="Votre message",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=(
            "Placé avant les dates, qui s’ajoutent d’elles-mêmes. Tous les membres le reçoivent : "
            "n’y écrivez rien qui concerne une personne."
        ),
    )

    def clean_text(self):
        text = normalise_lines(self.cleaned_data["text"]).strip()
        validate_prose(text)
        return text
