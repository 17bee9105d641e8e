"""What allauth asks of the portal: how mail leaves, and where one may be sent next."""

import datetime
from io import BytesIO
from urllib.parse import urlencode

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage

from support import outbox

from .safe_next import is_safe

INCORRECT_CODE = "Ce code n’est pas le bon."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": INCORRECT_CODE,
        "too_many_login_attempts": (
            "Trop d’essais. Demandez un nouveau code ; s’il est refusé, attendez quelques minutes."
        ),
        "rate_limited": "Trop de demandes à la fois. Attendez une minute, puis recommencez.",
    }

    def send_mail(self, template_prefix, email, context):
        """Queue a mail in plain French text and try to send it at once.

        Its links start with PORTAL_URL: the Host of a request is chosen by whoever makes the request. A mail
        about entering is dropped rather than sent late, once its code has died; the ones without a code
        follow the same path, so that the time taken says nothing of the address.
        """
        dies = template_prefix.startswith("account/email/")
        message = self.render_mail(
            template_prefix,
            email,
            {
                **context,
                "email": email,
                "portal_name": settings.PORTAL_NAME,
                "portal_url": settings.PORTAL_URL,
                "login_url": portal_address("account_login"),
                "signup_url": portal_address("account_signup", email=email),
                "security_url": portal_address("mfa_index"),
                "code_minutes": settings.CODE_LIFETIME // 60,
            },
        )
        outbox.queue(
            to=email,
            subject=message.subject,
            body=message.body + "\n",
            urgent=True,
            not_after=timezone.now() + datetime.timedelta(seconds=settings.CODE_LIFETIME) if dies else None,
        )

    def send_account_already_exists_mail(self, email):
        self.send_mail("account/email/account_already_exists", email, {})

    def is_safe_url(self, url):
        return is_safe(url)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": INCORRECT_CODE}

    def build_totp_svg(self, url):
        """The QR code on its own white ground: on a dark page, black on nothing cannot be read."""
        drawing = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawing)
        return drawing.getvalue().decode()


def portal_address(name: str, **query: str) -> str:
    """The full address of a page, from PORTAL_URL."""
    return settings.PORTAL_URL + reverse(name) + (f"?{urlencode(query)}" if query else "")
