"""Facilitators without a second factor are sent to enrol one, from everywhere but where that leads them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycle.models import Membership
from tests.accounts.entrance import ACTIVATE, FRESH_CODE, log_in
from tests.accounts.totp import enrol, enrol_by_hand
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.PORTAL_REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def facilitator():
    facilitator = user("animation@example.org")
    membership(cycle(), facilitator, Membership.Role.FACILITATOR)
    return facilitator


def test_every_page_leads_to_enrolment(client, facilitator):
    client.force_login(facilitator)
    day = f"/cycles/{facilitator.memberships.get().cycle.slug}/"
    for path in ("/", "/compte/", day):
        assert client.get(path)["Location"] == ACTIVATE
        assert client.post(path)["Location"] == ACTIVATE


def test_htmx_takes_the_whole_page_there(client, facilitator):
    client.force_login(facilitator)
    response = client.get("/compte/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, ACTIVATE)


@pytest.mark.parametrize(
    "name", ["account_logout", "mfa_index", "accessibility", "privacy", "legal", "health", "robots"]
)
def test_the_way_out_the_law_and_the_health_of_the_portal_stay_open(client, facilitator, name):
    client.force_login(facilitator)
    assert client.get(reverse(name)).status_code == 200


def test_enrolment_itself_and_its_code_stay_open(client, facilitator):
    client.force_login(facilitator)
    page = client.get(ACTIVATE)["Location"]
    assert page.startswith(FRESH_CODE)
    assert client.get(page).status_code == 200


def test_once_enrolled_everything_opens(client, facilitator):
    log_in(client, facilitator.email)
    assert client.get("/compte/")["Location"] == ACTIVATE
    enrol_by_hand(client)
    assert client.get("/compte/").status_code == 200


def test_pages_that_do_not_exist_say_so(client, facilitator):
    client.force_login(facilitator)
    assert client.get("/nulle-part/").status_code == 404


@pytest.mark.parametrize("role", [Membership.Role.PARTICIPANT, Membership.Role.OBSERVER])
def test_other_roles_are_left_alone(client, role):
    someone = user()
    membership(cycle(), someone, role)
    client.force_login(someone)
    assert client.get("/compte/").status_code == 200


def test_a_former_facilitator_is_left_alone(client, facilitator):
    Membership.objects.update(left_at=timezone.now())
    client.force_login(facilitator)
    assert client.get("/compte/").status_code == 200


def test_nobody_is_asked_where_it_is_not_required(client, facilitator, settings):
    settings.PORTAL_REQUIRE_SECOND_FACTOR = False
    client.force_login(facilitator)
    assert client.get("/compte/").status_code == 200


def test_the_demonstration_does_not_ask(client, facilitator, settings):
    settings.PORTAL_DEMO = True
    client.force_login(facilitator)
    assert client.get("/compte/").status_code == 200


def test_strangers_are_not_asked(client):
    assert client.get("/").status_code == 200


def test_it_costs_one_query(client, facilitator, django_assert_num_queries, settings):
    enrol(facilitator)
    client.force_login(facilitator)
    settings.PORTAL_REQUIRE_SECOND_FACTOR = False
    with CaptureQueriesContext(connection) as without:
        client.get("/compte/")
    settings.PORTAL_REQUIRE_SECOND_FACTOR = True
    with django_assert_num_queries(len(without) + 1):
        client.get("/compte/")


def test_a_page_for_one_person_comes_compressed_when_asked(client, db):
    client.force_login(user())
    assert client.get("/", headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/")
