from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from cycle.models import Membership
from tests.accounts.entrance import is_logged_in, log_in
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership

pytestmark = pytest.mark.django_db


def run(email, slug):
    output = StringIO()
    call_command("create_facilitator", email, cycle=slug, stdout=output)
    return output.getvalue()


def test_it_opens_an_account_and_gives_the_role():
    here = cycle(slug="ici", title="Le cycle d’ici")
    said = run(" Animation@Example.org", "ici")
    assert said.strip() == "animation@example.org anime désormais le cycle « Le cycle d’ici » (compte créé)."
    made = Membership.objects.get()
    assert (made.cycle, made.user.email, made.role) == (here, "animation@example.org", "facilitator")


def test_whom_it_makes_can_log_in(client):
    cycle(slug="ici")
    run("animation@example.org", "ici")
    log_in(client, "animation@example.org")
    assert is_logged_in(client)


def test_again_it_changes_nothing():
    cycle(slug="ici")
    run("animation@example.org", "ici")
    assert "anime déjà" in run("ANIMATION@example.org", "ici")
    assert User.objects.count() == Membership.objects.count() == 1


def test_a_participant_becomes_a_facilitator():
    here, person = cycle(slug="ici"), user("personne@example.org")
    membership(here, person)
    assert "(compte existant)" in run(person.email, "ici")
    assert Membership.objects.get().role == "facilitator"


def test_somebody_who_left_comes_back():
    here, person = cycle(slug="ici"), user("personne@example.org")
    membership(here, person, Membership.Role.FACILITATOR).leave()
    run(person.email, "ici")
    assert Membership.objects.facilitating().filter(user=person).count() == 1
    assert Membership.objects.count() == 2


def test_an_unknown_cycle_is_refused_and_the_known_ones_named():
    cycle(slug="ici")
    cycle(slug="ailleurs")
    with pytest.raises(
        CommandError, match=r"Aucun cycle ne s’appelle « la-bas »\. Cycles connus : ailleurs, ici\."
    ):
        run("animation@example.org", "la-bas")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "personne",
        "a@b",
        "a b@example.org",
        "a@example.org\nb",
        f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.fr",
    ],
)
def test_what_is_no_address_is_refused(email):
    cycle(slug="ici")
    with pytest.raises(CommandError, match="n’est pas une adresse électronique"):
        run(email, "ici")
    assert not User.objects.exists()


def test_a_closed_account_is_refused():
    cycle(slug="ici")
    closed = user("personne@example.org")
    closed.is_active = False
    closed.save()
    with pytest.raises(CommandError, match="désactivé"):
        run(closed.email, "ici")
