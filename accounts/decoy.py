"""As much work as opening an account, without one: time must not tell whether an address is known."""

import uuid

from allauth.account.models import EmailAddress
from django.db import transaction

from .models import User


@transaction.atomic
def open_and_close_decoy_account() -> None:
    """Write an account and its address, read them back, remove both, in one commit.

    As many queries as a sign-up: a test compares the two.
    """
    # The top-level domain `invalid` belongs to nobody (RFC 2606).
    user = User.objects.create_user(f"{uuid.uuid4()}@decoy.invalid")
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    for _ in range(4):
        EmailAddress.objects.filter(user=user).first()
    User.objects.filter(pk=user.pk).first()
    for row in (address, user):
        # Nothing refers to them: no need to look for what should follow.
        row.__class__._base_manager.filter(pk=row.pk)._raw_delete(using=row._state.db)
