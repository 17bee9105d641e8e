import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cycle.models import HeldAccount, Membership, Reference
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db


def page(cycle, client=None):
    # A client of its own: an anonymous one would be answered from memory.
    response = (client or Client()).get(cycle.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_anybody_reads_a_public_cycle(client):
    cycle = make.cycle(title="Garder le lien", tagline="Une accroche")
    text = page(cycle, client)
    assert "<h1>Garder le lien</h1>" in text
    assert "Une accroche" in text


def test_a_private_cycle_does_not_exist_for_an_outsider(client):
    cycle = make.cycle(is_public=False)
    assert client.get(cycle.get_absolute_url()).status_code == 404
    client.force_login(accounts.user())
    assert client.get(cycle.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", Membership.Role.values)
def test_a_member_reads_a_private_cycle_whatever_the_role(client, role):
    cycle, person = make.cycle(is_public=False), accounts.user()
    make.membership(cycle, person, role)
    client.force_login(person)
    page(cycle, client)


def test_who_has_left_reads_it_no_more(client):
    cycle, person = make.cycle(is_public=False), accounts.user()
    make.membership(cycle, person).leave()
    client.force_login(person)
    assert client.get(cycle.get_absolute_url()).status_code == 404


def test_each_day_says_in_words_where_it_stands():
    cycle = make.cycle()
    make.workday(cycle, title="La tenue", status="held", precision="day", date=datetime.date(2026, 3, 16))
    make.workday(cycle, title="L’ajoutée", status="held", is_announced=False)
    make.workday(cycle, title="L’annulée", status="cancelled")
    text = page(cycle)
    assert "lundi 16 mars 2026 · tenue" in text
    assert "ajoutée, tenue" in text
    assert " · annulée" in text


def test_a_day_known_only_to_its_phase_gets_no_date():
    cycle = make.cycle()
    make.workday(
        cycle,
        phase=make.phase(cycle, begins_on=datetime.date(2021, 3, 1), ends_on=datetime.date(2021, 5, 31)),
    )
    text = page(cycle)
    assert "jour non précisé · annoncée" in text
    assert "<time" not in text


def test_the_next_day_stands_first_with_its_hours():
    cycle = make.cycle()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    make.workday(
        cycle,
        title="Demain",
        precision="minute",
        date=tomorrow,
        starts_at=datetime.time(9),
        ends_at=datetime.time(16, 30),
    )
    text = page(cycle)
    assert "Prochaine journée" in text
    assert "9\u00a0h – 16\u00a0h\u00a030" in text or "9 h – 16 h 30" in text


def test_what_a_source_says_was_held_stands_beside_the_plan():
    cycle = make.cycle()
    make.workday(cycle)
    source = Reference.objects.create(
        cycle=cycle, number=1, key="source", title="Le compte rendu", author="Une plume"
    )
    HeldAccount.objects.create(cycle=cycle, workdays=9, begins="2021-03", ends="2022-02", source=source)
    text = page(cycle)
    assert "mars 2021 – février 2022" in text
    assert "Source : <cite>Le compte rendu</cite>" in text


def test_an_empty_cycle_is_a_page_too():
    assert "Ce cycle n’a pas encore de phase." in page(make.cycle())


def test_what_people_wrote_is_text():
    cycle = make.cycle(title="<script>1</script>", context="<b>gras</b>")
    make.theme(cycle, title="<img src=x>")
    text = page(cycle)
    assert "<script>1" not in text
    assert "<b>gras" not in text
    assert "<img" not in text


@pytest.mark.parametrize("days", [1, 3, 12])
def test_an_anonymous_reader_costs_at_most_six_queries(days, django_assert_max_num_queries):
    cycle = make.cycle()
    for _ in range(days):
        make.workday(cycle, themes=[make.theme(cycle)])
    with django_assert_max_num_queries(6):
        page(cycle)


def test_an_anonymous_reader_gets_no_cookie():
    assert not Client().get(make.cycle().get_absolute_url()).cookies
