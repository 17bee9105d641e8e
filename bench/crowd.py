"""A cycle with many people in it: the demonstration's own, and as many signatures of its charter as asked.

Written in bulk, with a chain that verifies: what is measured must be what a real crowd would leave.
"""

import datetime
import uuid
from functools import partial

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Identity
from charter.chain import next_link
from charter.models import ChainLink, Charter, Signatory, Version
from cycle.models import Cycle, Membership
from participants.models import Participant

MEMBERS = 2_000
SIGNATURES = 5_000
# One signature in so many is taken back, one is not shown, and the rest are in the public list.
WITHDRAWN, HIDDEN = 50, 3


@transaction.atomic
def members_and_signatures(cycle: Cycle) -> None:
    """MEMBERS members with their cards, and SIGNATURES signatures: theirs, and those of people who left."""
    users = _users()
    memberships = Membership.objects.bulk_create(
        Membership(cycle=cycle, user=user, role=Membership.Role.PARTICIPANT) for user in users
    )
    Participant.objects.bulk_create(
        Participant(membership=membership, name=f"Personne {number}", function="Enseignante")
        for number, membership in enumerate(memberships)
    )
    owners = [*users, *[None] * (SIGNATURES - len(users))]
    identities = Identity.objects.bulk_create(Identity(user=user) for user in owners)
    charter = Charter.objects.locked(Charter.objects.get(cycle=cycle).pk)
    version = Version.objects.in_force().get(charter=charter)
    chained = partial(next_link, charter, text_digest=version.digest)
    begins = timezone.now() - datetime.timedelta(days=30)
    signatories = [
        Signatory(
            version=version,
            identity=identity,
            name=f"Personne {number}",
            function="Enseignante",
            organisation=f"Collège des Tilleuls {number % 200}",
            is_displayed=number % HIDDEN != 0,
            signed_at=begins + datetime.timedelta(seconds=number),
        )
        for number, identity in enumerate(identities)
    ]
    links = [
        chained(
            ChainLink.Kind.SIGNATURE,
            commitment=one.commitment_to(one.signature_payload()),
            at=one.signed_at,
        )
        for one in signatories
    ]
    withdrawn = []
    for one, link in zip(signatories, ChainLink.objects.bulk_create(links), strict=True):
        one.link = link
        if link.sequence % WITHDRAWN == 0:
            one.withdrawn_at = begins + datetime.timedelta(days=1)
            one.is_displayed = False
            withdrawn.append(one)
    withdrawals = [
        chained(
            ChainLink.Kind.WITHDRAWAL,
            commitment=one.commitment_to(one.withdrawal_payload()),
            at=one.withdrawn_at,
        )
        for one in withdrawn
    ]
    for one, link in zip(withdrawn, ChainLink.objects.bulk_create(withdrawals), strict=True):
        one.withdrawal_link = link
    Signatory.objects.bulk_create(signatories)
    charter.save(update_fields=["head_sequence", "head_hash"])


def _users():
    password = make_password(None)
    user = get_user_model()
    return user.objects.bulk_create(
        user(email=f"{uuid.uuid4()}@bench.invalid", password=password) for _ in range(MEMBERS)
    )
