import datetime

import pytest
from django.test import Client

from cycle.models import Membership
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

LINK = "https://visio.example/salle"


def test_anybody_reads_a_day_of_a_public_cycle():
    day = make.workday(make.cycle(), title="Nos valeurs", precision="month", date=datetime.date(2026, 4, 1))
    text = Client().get(day.get_absolute_url()).content.decode()
    assert "<h1>Nos valeurs</h1>" in text
    assert "Avril 2026" in text
    assert "reste à préciser" in text


def test_a_day_of_a_private_cycle_does_not_exist_for_an_outsider(client):
    day = make.workday(make.cycle(is_public=False))
    assert client.get(day.get_absolute_url()).status_code == 404
    client.force_login(accounts.user())
    assert client.get(day.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", Membership.Role.values)
def test_members_see_the_video_link(client, role):
    day, person = make.workday(make.cycle(), video_link=LINK), accounts.user()
    make.membership(day.cycle, person, role)
    client.force_login(person)
    assert LINK in client.get(day.get_absolute_url()).content.decode()


def test_nobody_else_sees_the_video_link(client):
    day = make.workday(make.cycle(), video_link=LINK)
    assert LINK not in client.get(day.get_absolute_url()).content.decode()
    elsewhere = accounts.user()
    make.membership(make.cycle(), elsewhere, Membership.Role.FACILITATOR)
    client.force_login(elsewhere)
    assert LINK not in client.get(day.get_absolute_url()).content.decode()


def test_the_days_before_and_after_are_a_link_away():
    cycle = make.cycle()
    first, second, third = (make.workday(cycle) for _ in range(3))
    text = Client().get(second.get_absolute_url()).content.decode()
    assert f'rel="prev" href="{first.get_absolute_url()}"' in text
    assert f'rel="next" href="{third.get_absolute_url()}"' in text


def test_a_day_without_themes_says_which_ones_its_phase_carries():
    cycle = make.cycle()
    theme = make.theme(cycle, title="Un thème de la phase")
    text = Client().get(make.workday(cycle, phase=theme.phase).get_absolute_url()).content.decode()
    assert "Un thème de la phase" in text
    assert "sans être précisés pour cette journée" in text
