"""allauth's forms with the portal's labels, help and limits."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import get_totp_secret
from django import forms
from django.db import IntegrityError, transaction

from .decoy import open_and_close_decoy_account

CODE_HELP = "Huit lettres, en majuscules ou en minuscules, avec ou sans le tiret."
DIGITS_HELP = "Six chiffres, affichés par votre application."


class LowerCaseEmailField(forms.EmailField):
    def to_python(self, value):
        # Before the length is checked: some capitals are longer once lowered.
        return (super().to_python(value) or "").lower()


def email_field(help_text):
    return LowerCaseEmailField(
        label="Adresse électronique",
        help_text=help_text,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def code_field(label, help_text, **attrs):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", **attrs}
        ),
    )


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field("Nous y envoyons un code. Il n’y a pas de mot de passe.")


class SignupForm(account_forms.SignupForm):
    account_already_exists: bool

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(
            "Nous y envoyons un code, pour nous assurer que cette adresse est bien la vôtre. "
            "Elle n’est jamais publique."
        )

    def try_save(self, request):
        """Open the account, or do as much work without one: what is seen and the time taken are the same."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return self.save(request), None
            except IntegrityError:
                # The same address signed up between the check and now.
                self.account_already_exists = True
        open_and_close_decoy_account()
        return super().try_save(request)


class ConfirmLoginCodeForm(account_forms.ConfirmLoginCodeForm):
    code = code_field("Code reçu par courriel", CODE_HELP)


class ConfirmEmailVerificationCodeForm(account_forms.ConfirmEmailVerificationCodeForm):
    code = code_field("Code reçu par courriel", CODE_HELP)


class FreshCodeForm(forms.Form):
    code = code_field("Code reçu par courriel", CODE_HELP)


class DeletionForm(forms.Form):
    """One's own address, typed: nobody deletes an account by pressing one button too many."""

    address = LowerCaseEmailField(
        label="Votre adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, address, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = address
        self.fields["address"].help_text = f"Recopiez {address} pour confirmer."

    def clean_address(self):
        typed = self.cleaned_data["address"]
        if typed != self.own:
            raise forms.ValidationError(f"Ce n’est pas l’adresse de ce compte. Recopiez {self.own}.")
        return typed


class AuthenticateForm(mfa_forms.AuthenticateForm):
    code = code_field("Code de l’application", f"{DIGITS_HELP} À défaut, un code de secours.")


class ReauthenticateForm(mfa_forms.ReauthenticateForm):
    code = code_field("Code de l’application", f"{DIGITS_HELP} À défaut, un code de secours.")


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    code = code_field("Code de l’application", DIGITS_HELP, inputmode="numeric")

    def __init__(self, *args, user, **kwargs):
        # Not allauth's own: it draws another secret, and writes it, each time that the page is shown.
        forms.Form.__init__(self, *args, **kwargs)
        self.user = user
        self.secret = get_totp_secret()
