"""A telephone with an application of codes."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from .entrance import ACTIVATE


def secret_shown(client):
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", client.get(ACTIVATE).content.decode())
    return secret


def enrol_by_hand(client):
    """Enrol through the pages, in a session fresh enough; the response to the application's first code."""
    client.post(ACTIVATE, {"action": "begin"})
    response = client.post(ACTIVATE, {"code": code_of(secret_shown(client))})
    assert response.status_code == 302, "The code was refused."
    return response


def enrol(user):
    """Give a user a second factor and recovery codes; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user).mark_as_viewed()
    return secret


def code_of(secret):
    """What the application shows now."""
    (counter,) = auth.yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def is_enrolled(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
