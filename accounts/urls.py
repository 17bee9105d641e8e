"""The account's pages: ours, and those of allauth that the portal uses, under allauth's names.

No page has to do with a password: nobody has one.
"""

from allauth.account import views as allauth_account
from allauth.mfa.base import views as allauth_mfa
from django.urls import include, path
from django.views.generic import RedirectView

from .views import deletion, entrance, fresh_code, profile, second_factor
from .views.reading import head_is_a_get

ours = [
    path("", profile.profile, name="profile"),
    path("donnees/", profile.data, name="data"),
    path("supprimer/", deletion.delete, name="delete"),
    path("au-revoir/", deletion.deleted, name="deleted"),
    path("code/", fresh_code.fresh_code, name="fresh_code"),
]

second_factor_urls = [
    path("", allauth_mfa.index, name="mfa_index"),
    path("connexion/", allauth_mfa.authenticate, name="mfa_authenticate"),
    path("verification/", head_is_a_get(allauth_mfa.reauthenticate), name="mfa_reauthenticate"),
    path("activer/", second_factor.activate_totp, name="mfa_activate_totp"),
    path("desactiver/", second_factor.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes-de-secours/", second_factor.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "codes-de-secours/renouveler/",
        second_factor.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "codes-de-secours/telecharger/",
        second_factor.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

urlpatterns = [
    path("connexion/", head_is_a_get(allauth_account.login), name="account_login"),
    path("connexion/code/", entrance.confirm_login_code, name="account_confirm_login_code"),
    path("connexion/demande/", entrance.request_login_code, name="account_request_login_code"),
    path("inscription/", head_is_a_get(allauth_account.signup), name="account_signup"),
    path("inscription/code/", entrance.confirm_email_code, name="account_email_verification_sent"),
    path("deconnexion/", allauth_account.logout, name="account_logout"),
    path("desactive/", allauth_account.account_inactive, name="account_inactive"),
    path("double-authentification/", include(second_factor_urls)),
    # Names that allauth may reverse, for pages that the portal does not have.
    path("adresse/", RedirectView.as_view(pattern_name="accounts:profile"), name="account_email"),
    path(
        "verification/",
        RedirectView.as_view(pattern_name="mfa_reauthenticate", query_string=True),
        name="account_reauthenticate",
    ),
    path("", include((ours, "accounts"))),
]
