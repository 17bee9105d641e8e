"""Logging in: an e-mailed code, no password; a second factor (TOTP) for whoever wants or needs one."""

# How long an e-mailed code lives, and how many times it may be tried; our own codes follow the same rule.
CODE_LIFETIME = 600  # seconds
CODE_TRIES = 3
# How long after a code was typed its owner counts as recently recognised.
CODE_FRESH_FOR = 900  # seconds

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailVerificationCodeForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LIFETIME
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = CODE_TRIES
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_LIFETIME
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = CODE_TRIES
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Forty people in one meeting room share one address, and all log in as the day begins: what guards a code is
# its own three tries and the limit per e-mail address (`key`), not the limit per network address (`ip`).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "signup": "60/m/ip",
    "request_login_code": "60/m/ip,3/m/key,20/h/key",
    "confirm_email": "1/10s/key,20/h/key",
    "login_failed": "60/m/ip,5/5m/key",
    # Ours. A code is dead before its tries are forgotten.
    "code_try": f"{CODE_TRIES}/{CODE_LIFETIME + 60}s/key",
    "fresh_code": "3/m/user,20/h/user",
    # Messages to the team of a cycle, by the sender's network and for one cycle.
    "contact": "20/h/ip,300/d/key",
}

MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cycles d’ateliers coopératifs"
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
}
