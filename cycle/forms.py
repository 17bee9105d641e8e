import uuid

from django import forms

from support.fields import normalise_lines, validate_line, validate_prose

# Real people do not see this field and leave it empty; those who fill in everything are asked to empty it.
TRAP = "telecopie"


class ContactForm(forms.Form):
    """A message to the team of a cycle. `token` is one for each form shown, so that it is sent once."""

    name = forms.CharField(
        label="Votre nom",
        help_text="Vu par l’équipe du cycle, qui reçoit votre message par courriel.",
        max_length=120,
        validators=[validate_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Vue par la seule équipe du cycle, pour vous répondre. Par exemple : prenom.nom@exemple.fr",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = forms.CharField(
        label="Votre message",
        help_text="Ne donnez le nom d’aucun élève ni rien qui permette de reconnaître une personne mineure.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())

    def clean_message(self):
        message = normalise_lines(self.cleaned_data["message"])
        validate_prose(message)
        return message

    def clean_token(self):
        return self.cleaned_data["token"] or uuid.uuid4()

    def clean(self):
        if self.trapped:
            raise forms.ValidationError("Videz le champ « Télécopie » : il sert à reconnaître les robots.")
        return super().clean()

    @property
    def trapped(self):
        return bool(self.data.get(TRAP))
