"""What every environment shares. Development, test and production each say only what differs."""

from pathlib import Path

from django.urls import reverse_lazy

from . import databases

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "portal",
    "charter",
    "participants",
    "cycle",
    "mapping",
    "accounts",
    "support",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware_headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # CommonMiddleware refuses a foreign Host before anything is served from memory.
    "django.middleware.common.CommonMiddleware",
    "portal.middleware_compression.CompressPrivatePages",
    "portal.middleware_input.RefuseUnreadableMiddleware",
    "support.public_pages.PublicPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.SecondFactorMiddleware",
]

FORM_RENDERER = "portal.forms.PortalFormRenderer"

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.portal",
            ],
            "builtins": ["support.templatetags.french"],
        },
    }
]

DATABASES = {"default": databases.sqlite(VAR_DIR / "portal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits are counted here, shared by all processes; with Django's 300 entries counters would be evicted.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rate_limit_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "uploads"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("landing")
LOGOUT_REDIRECT_URL = "/"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# No inline script or style, nothing from elsewhere. One text for every page: no nonce is needed.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)

# The memory that one process may fill with public pages; 0 builds each page anew.
PUBLIC_PAGES_BYTES = 64 * 1024**2

# A request larger than this is refused before it is read; the other limits are Django's, said aloud.
MAX_REQUEST_BYTES = 10 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# The address that people are told, in mails and in calendars: never the Host of a request.
PORTAL_URL = "http://127.0.0.1:8000"
PORTAL_NAME = "Cycles d’ateliers coopératifs"
PORTAL_DEMO = False
# Who answers for the portal: read by the legal pages, told by the environment in production.
PORTAL_OPERATOR = {
    "name": "Démonstration : aucune structure n’exploite ce portail",
    "address": "démonstration, sans adresse",
    "email": "contact@demonstration.invalid",
    "phone": "démonstration, sans téléphone",
    "director": "démonstration, sans direction de la publication",
    "dpo": "contact@demonstration.invalid",
    "host_name": "démonstration, sur cet ordinateur",
    "host_address": "démonstration, sans adresse",
    "host_phone": "démonstration, sans téléphone",
    "source": "",
}
# Facilitators without a second factor are sent to enrol one.
PORTAL_REQUIRE_SECOND_FACTOR = False

EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
EMAIL_TIMEOUT = 10  # seconds, of one delivery as a whole
# The text of a mail is erased once it left.
OUTBOX_KEEP_BODIES = False
DEFAULT_FROM_EMAIL = "portail@localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "one_line": {
            "()": "support.logs.OneLineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}

from .accounts import *  # noqa: E402
