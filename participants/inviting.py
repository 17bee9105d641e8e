"""Asking people into a cycle by mail: once each, for a while, without learning who has an account."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Identity, User
from cycle.models import Cycle, Membership
from support import outbox
from support.french import french_date

from .models import Invitation
from .models.invitation import LASTS, digest_of
from .roles import MEANINGS
from .team import give_role, hold_as_team

AN_HOUR = timedelta(hours=1)
AT_MOST = 30


class MemberAlreadyError(Exception):
    """The address is that of a member: `membership` says in which role."""

    def __init__(self, membership: Membership):
        super().__init__("This address is that of a member.")
        self.membership = membership


class InvitedAlreadyError(Exception):
    """Another invitation waits at this address, in another role or other words."""

    def __init__(self, invitation: Invitation):
        super().__init__("An invitation waits at this address.")
        self.invitation = invitation


class TooManyInvitationsError(Exception):
    """This facilitator sent AT_MOST invitations within an hour."""


class InvitationOverError(Exception):
    """Accepted, withdrawn, expired or forgotten: nothing can be done with it."""


@transaction.atomic
def invite(cycle, email: str, role: str, *, note: str = "", by) -> bool:
    """Ask this address (in lower case) into the cycle; False when the very same invitation waits already.

    MemberAlreadyError, InvitedAlreadyError, TooManyInvitationsError: nothing was written, nothing leaves.
    """
    hold_as_team(cycle, by)
    member = Membership.objects.current().filter(cycle=cycle, user__email=email).first()
    if member is not None:
        raise MemberAlreadyError(member)
    waiting = Invitation.objects.open().filter(cycle=cycle, email=email).first()
    if waiting is not None and not waiting.has_expired:
        if (waiting.role, waiting.note) == (role, note):
            return False
        raise InvitedAlreadyError(waiting)
    _send(cycle, email, role, note, by)
    return True


@transaction.atomic
def send_again(invitation, *, by) -> bool:
    """Ask the same address anew: the link mailed before dies. False when there is nothing open to send."""
    hold_as_team(invitation.cycle, by)
    waiting = Invitation.objects.open().filter(pk=invitation.pk).first()
    if waiting is None:
        return False
    _send(invitation.cycle, waiting.email, waiting.role, waiting.note, by)
    return True


@transaction.atomic
def withdraw(invitation, *, by) -> bool:
    """Take an invitation back; False when it was over already."""
    hold_as_team(invitation.cycle, by)
    return bool(Invitation.objects.filter(pk=invitation.pk).withdraw())


@transaction.atomic
def accept(invitation, user) -> Membership:
    """Give this person the role they were asked to take, whatever they were in the cycle before.

    InvitationOverError; PermissionDenied for another account; LastFacilitatorError when it would leave the
    cycle without anybody to run it.
    """
    waiting = _held_for(invitation, user)
    membership, is_new = Membership.objects.current().get_or_create(
        cycle=waiting.cycle, user=user, defaults={"role": waiting.role}
    )
    if not is_new and membership.role != waiting.role:
        give_role(membership, waiting.role)
    waiting.accept()
    return membership


@transaction.atomic
def decline(invitation, user) -> None:
    """Close the invitation, and forget the address. Errors as `accept`."""
    Invitation.objects.filter(pk=_held_for(invitation, user).pk).withdraw()


def is_for(invitation, user) -> bool:
    """Whether this account is known to read the mail of the invited address."""
    proven = EmailAddress.objects.filter(user=user, email=invitation.email, verified=True)
    return invitation.email == user.email and proven.exists()


def _held_for(invitation, user):
    """The invitation as it stands, its account and cycle held."""
    User.objects.hold_or_refuse(user.pk)
    Cycle.objects.select_for_update().only("pk").get(pk=invitation.cycle_id)
    waiting = Invitation.objects.open().select_related("cycle").filter(pk=invitation.pk).first()
    if waiting is None or waiting.has_expired:
        raise InvitationOverError
    if not is_for(waiting, user):
        raise PermissionDenied
    return waiting


def _send(cycle, email, role, note, by):
    """The one way out: what waited at this address makes room, and the hour's count is kept."""
    identity = Identity.objects.of(by)
    lately = Invitation.objects.filter(invited_by=identity, created_at__gt=timezone.now() - AN_HOUR)
    if lately.count() >= AT_MOST:
        raise TooManyInvitationsError
    Invitation.objects.filter(cycle=cycle, email=email).withdraw()
    token, expires_at = secrets.token_hex(32), timezone.now() + LASTS
    mail = outbox.queue(
        to=email,
        reply_to=cycle.service_email,
        subject=f"Invitation au cycle « {cycle.title} »",
        body=_body(cycle, role, note, token, expires_at),
        not_after=expires_at,
    )
    Invitation.objects.create(
        cycle=cycle,
        email=email,
        role=role,
        note=note,
        invited_by=identity,
        token_digest=digest_of(token),
        mail=mail,
        expires_at=expires_at,
    )


def _body(cycle, role, note, token, expires_at):
    meaning = MEANINGS[role]
    until = timezone.localtime(expires_at)
    link = settings.PORTAL_URL + reverse("invitation:detail", args=[token])
    parts = [
        "Bonjour,",
        f"L’équipe d’animation du cycle « {cycle.title} » vous invite à {meaning.invited_to}.\n"
        f"Votre rôle : {meaning.label}. {meaning.sentence}",
        *([f"Un mot de l’équipe : {note}"] if note else []),
        f"Pour lire l’invitation, l’accepter ou la décliner, jusqu’au {french_date(until)} à "
        f"{until:%H:%M} :\n{link}",
        "On se connecte avec cette adresse, par un code reçu par courriel. Si vous n’avez pas encore de "
        "compte, créez-le avec cette même adresse, puis rouvrez ce lien.",
        "Vous n’attendiez pas ce message ? Laissez-le : sans réponse, l’invitation s’éteint et votre adresse "
        "est effacée.",
        *(["Pour écrire à l’équipe, répondez à ce message."] if cycle.service_email else []),
    ]
    return "\n\n".join(parts)
