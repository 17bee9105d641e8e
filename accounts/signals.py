"""What follows from events that Django and allauth announce."""

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed, email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset
from django.core.management import call_command

from . import fresh_code


def connect():
    authentication_step_completed.connect(code_was_typed, dispatch_uid="accounts.code_was_typed")
    email_confirmed.connect(address_was_confirmed, dispatch_uid="accounts.address_was_confirmed")
    for signal in (authenticator_added, authenticator_reset):
        signal.connect(recovery_codes_are_shown, dispatch_uid="accounts.recovery_codes_are_shown")


def code_was_typed(sender, request, user, method, email=None, **kwargs):
    """A log-in code read at an address proves that address, and that its reader is here now."""
    if method != "code" or not email:
        return
    # Without it, allauth would send a second code to accounts made by a command or an invitation.
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True})
    fresh_code.note_login(request, user)


def address_was_confirmed(sender, request, email_address, **kwargs):
    """A sign-up code read at an address is as good as a log-in code."""
    fresh_code.note_login(request, email_address.user)


def recovery_codes_are_shown(sender, authenticator, **kwargs):
    """Mark recovery codes as seen when they are made: allauth would write it on the GET that shows them."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.wrap().mark_as_viewed()


def make_rate_limit_table(sender, using, verbosity=1, **kwargs):
    """`migrate` leaves nothing more to type: the table that counts requests comes with the others."""
    call_command("createcachetable", database=using, verbosity=max(0, verbosity - 1))
