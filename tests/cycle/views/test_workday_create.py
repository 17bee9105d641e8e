import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cycle.models import ProgrammeChange, Workday
from tests.assurance.forms import read
from tests.cycle.preparing import facilitator
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db


def page(cycle):
    return reverse("cycle:workday_create", args=[cycle.slug])


def key_of(answer):
    return dict(read(answer.text)[0][0].values)["key"]


@pytest.fixture
def cycle(client):
    made = make.cycle()
    make.phase(made)
    make.phase(made, title="La seconde")
    facilitator(client, made)
    return made


def form(cycle, **fields):
    return {"key": str(uuid.uuid4()), "phase": cycle.phases.last().pk, "status": "planned", **fields}


def test_a_day_is_added_to_the_phase_that_the_board_names(client, cycle):
    make.workday(cycle, number=7)
    shown = client.get(page(cycle) + "?phase=2")
    phase = cycle.phases.get(number=2)
    assert f'<option value="{phase.pk}" selected>' in shown.text
    answer = client.post(page(cycle), form(cycle, key=key_of(shown), title="De plus"), follow=True)
    assert answer.redirect_chain == [(reverse("cycle:board", args=[cycle.slug]), 302)]
    assert "« De plus » est ajoutée au programme." in answer.text
    day = Workday.objects.get(title="De plus")
    assert (day.number, day.phase, day.is_announced, day.version) == (8, phase, True, 1)
    assert "De plus" in client.get(cycle.get_absolute_url()).text


def test_after_publication_it_counts_as_added_along_the_way_and_is_kept(client, cycle):
    cycle.publish_programme()
    client.post(page(cycle), form(cycle, title="La neuvième", reason="Il restait à décider."))
    assert Workday.objects.get().state_label == "ajoutée, prévue"
    change = ProgrammeChange.objects.get()
    assert (change.kind, change.reason) == ("added", "Il restait à décider.")
    assert {"field": "Titre", "before": "", "after": "La neuvième"} in change.differences


def test_the_same_form_sent_twice_adds_one_day(client, cycle):
    data = form(cycle, title="Une fois")
    for _ in range(3):
        assert client.post(page(cycle), data).status_code == 302
    assert Workday.objects.count() == 1


def test_going_back_and_sending_something_else_loses_nothing(client, cycle):
    data = form(cycle, title="Une fois")
    client.post(page(cycle), data)
    day = Workday.objects.get()
    answer = client.post(page(cycle), data | {"title": "Autrement"})
    assert answer.status_code == 409
    assert "Une fois" in answer.text
    assert "Autrement" in answer.text
    assert f'action="{reverse("workday:edit", args=[day.pk])}"' in answer.text
    assert Workday.objects.get().title == "Une fois"


def test_a_key_of_another_cycle_opens_nothing_there(client, cycle):
    foreign = make.workday(make.cycle(), title="Un secret")
    answer = client.post(page(cycle), form(cycle, key=str(foreign.uid), title="La mienne"))
    assert answer.status_code == 302
    foreign.refresh_from_db()
    assert foreign.title == "Un secret"
    assert Workday.objects.get(cycle=cycle).title == "La mienne"


@pytest.mark.parametrize("key", ["", "x", "9" * 400, None])
def test_without_a_key_it_is_a_new_day(client, cycle, key):
    data = form(cycle)
    data |= {"key": key} if key is not None else {}
    if key is None:
        del data["key"]
    assert client.post(page(cycle), data).status_code == 302
    assert Workday.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_and_its_key(client, cycle):
    data = form(cycle, title="Presque", starts_at="09:00")
    answer = client.post(page(cycle), data)
    assert answer.status_code == 200
    assert 'value="Presque"' in answer.text
    assert key_of(answer) == data["key"]
    assert not Workday.objects.exists()


@pytest.mark.parametrize("phase", ["0", "99", "x", "9" * 400, "-1", ""])
def test_an_absurd_phase_in_the_address_is_the_first(client, cycle, phase):
    answer = client.get(page(cycle), {"phase": phase})
    assert f'<option value="{cycle.phases.first().pk}" selected>' in answer.text


def test_a_cycle_without_a_phase_sends_back_to_its_board(client):
    cycle = make.cycle()
    facilitator(client, cycle)
    for method in ("get", "post"):
        answer = getattr(client, method)(page(cycle), follow=True)
        assert "n’a pas encore de phase" in answer.text
    assert not Workday.objects.exists()


def test_a_ninth_day_past_the_announced_end_is_easy(client, cycle):
    past_the_end = cycle.phases.last().ends_on + datetime.timedelta(days=40)
    assert past_the_end < timezone.localdate() + datetime.timedelta(days=3650)
    assert client.post(page(cycle), form(cycle, day=past_the_end.isoformat())).status_code == 302


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_team_adds_days(client, cycle, role, status, method):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    client.force_login(person)
    assert getattr(client, method)(page(cycle), form(cycle)).status_code == status
    assert not Workday.objects.exists()
