"""What is always true of invitations, and how long anything of them is kept."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Identity
from participants import inviting, team
from participants.models import Invitation
from participants.models.invitation import FORGOTTEN_AFTER, LASTS
from support.models import Mail
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def invitation(place=None, **fields):
    made = {
        "cycle": place or cycle(),
        "email": "awa@example.org",
        "role": "observer",
        "invited_by": Identity.objects.of(user()),
        "expires_at": timezone.now() + LASTS,
        "token_digest": f"{Invitation.objects.count():064}",
    }
    return Invitation.objects.create(**made | fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"email": "AWA@example.org"}, "invitation_email_is_lower_case"),
        ({"role": "steward"}, "invitation_role_is_known"),
        ({"email": "", "accepted_at": NOW, "withdrawn_at": NOW}, "invitation_accepted_or_withdrawn"),
        ({"accepted_at": NOW}, "invitation_keeps_its_address_while_open"),
        ({"email": "", "note": "Bonjour", "withdrawn_at": NOW}, "invitation_keeps_its_address_while_open"),
        ({"email": ""}, "invitation_keeps_its_address_while_open"),
        ({"expires_at": NOW - datetime.timedelta(days=1)}, "invitation_lasts_a_while"),
    ],
)
def test_the_database_refuses(fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        invitation(**fields)


def test_one_open_invitation_per_cycle_and_address():
    place = cycle()
    first = invitation(place)
    invitation()
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation(place)
    Invitation.objects.filter(pk=first.pk).withdraw()
    invitation(place)
    assert Invitation.objects.open().filter(cycle=place).count() == 1


def test_two_links_never_share_a_digest():
    invitation(token_digest="a" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation(token_digest="a" * 64)


def test_the_mail_workers_sweep_forgets_what_expired_long_ago():
    ago = timezone.now() - FORGOTTEN_AFTER
    for days, kept in [(-1, False), (1, True)]:
        expired = ago + datetime.timedelta(days=days)
        invitation(expires_at=expired, created_at=expired - LASTS, note="gardée" if kept else "oubliée")
        invitation(expires_at=expired, created_at=expired - LASTS, email="", withdrawn_at=expired - LASTS)
    call_command("send_mail", verbosity=0)
    assert sorted(Invitation.objects.values_list("note", flat=True)) == ["", "gardée"]


def test_the_mail_of_an_invitation_may_go_before_it():
    place, by = cycle(), user()
    membership(place, by, "facilitator")
    inviting.invite(place, "awa@example.org", "observer", by=by)
    Mail.objects.all().delete()
    assert Invitation.objects.get().mail is None


def test_whoever_left_the_team_meanwhile_decides_nothing():
    place, by = cycle(), user()
    member = participant(place).membership
    invitation(place)
    membership(place, by, "observer")
    for act in (
        lambda: inviting.invite(place, "x@example.org", "observer", by=by),
        lambda: inviting.send_again(Invitation.objects.get(), by=by),
        lambda: inviting.withdraw(Invitation.objects.get(), by=by),
        lambda: team.change_role(member, "facilitator", by=by),
        lambda: team.remove(member, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Mail.objects.exists()


def test_a_member_who_left_meanwhile_is_left_alone():
    place, by = cycle(), user()
    membership(place, by, "facilitator")
    member = participant(place).membership
    member.leave()
    assert team.change_role(member, "facilitator", by=by) is False
    assert team.remove(member, by=by) is False
    assert not Mail.objects.exists()
