"""Production: nothing is guessed. A missing variable stops the start and is named."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *


def required(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: see .env.example for what it means.")
    return value


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def one_of(name: str, *choices: str) -> str:
    """The first choice is the default."""
    value = os.environ.get(name, "").strip() or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


if os.environ.get("PORTAL_DEMO") == "1":
    raise ImproperlyConfigured("Unset PORTAL_DEMO: the demonstration never runs in production.")

DEBUG = False
SECRET_KEY = required("SECRET_KEY")
PORTAL_URL = required("PORTAL_URL").rstrip("/")
if not PORTAL_URL.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_URL must begin with https://: cookies and log-in codes travel on it.")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",") if host.strip()]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: * would let anybody choose the address.")
DATABASES = {"default": databases.from_address(required("DATABASE_URL"))}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = required("MAIL_FROM")
EMAIL_HOST = required("SMTP_HOST")
EMAIL_PORT = number("SMTP_PORT", 587)
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
SMTP_TLS = one_of("SMTP_TLS", "starttls", "ssl", "none")
EMAIL_USE_TLS = SMTP_TLS == "starttls"
EMAIL_USE_SSL = SMTP_TLS == "ssl"

PORTAL_OPERATOR = {
    "name": required("OPERATOR_NAME"),
    "address": required("OPERATOR_ADDRESS"),
    "email": required("OPERATOR_EMAIL"),
    "phone": required("OPERATOR_PHONE"),
    "director": required("PUBLICATION_DIRECTOR"),
    "dpo": os.environ.get("DPO_EMAIL", "").strip() or required("OPERATOR_EMAIL"),
    "host_name": required("HOST_NAME"),
    "host_address": required("HOST_ADDRESS"),
    "host_phone": required("HOST_PHONE"),
    # The licence (AGPL, section 13) asks that whoever uses the portal can get the code it runs.
    "source": required("SOURCE_URL"),
}

PORTAL_REQUIRE_SECOND_FACTOR = one_of("REQUIRE_SECOND_FACTOR", "1", "0") == "1"
# How many proxies of ours stand in front: rate limits count the address that the outermost one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 1)

CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
