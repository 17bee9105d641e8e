"""The list, the month and the year show what the board shows: the same days, filter and team."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from support.fields import YEARS
from support.french import french_month
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
NAMES = ("board", "board_list", "board_month", "board_year")
TARGETS = {"board_list": "list", "board_month": "month", "board_year": "year"}
HTMX = {name: {"HX-Request": "true", "HX-Target": target} for name, target in TARGETS.items()}
MARCH = datetime.date(2026, 3, 17)


def page(cycle, name, **query):
    return reverse(f"cycle:{name}", args=[cycle.slug], query=query)


def seen(answer):
    """What a reader gets, entities and spaces as they are read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.fixture
def cycle():
    return make.cycle(school_zone="C")


@pytest.fixture
def team(client, cycle):
    person = accounts.user()
    make.membership(cycle, person, "facilitator")
    client.force_login(person)
    return person


def on(cycle, date, *hours, **fields):
    """A day at that date, of those hours ("09:00", "12:00") if any are given."""
    times = [datetime.time.fromisoformat(hour) for hour in hours]
    said = {"starts_at": times[0], "ends_at": times[1]} if times else {}
    return make.workday(cycle, precision="minute" if times else "day", date=date, **said, **fields)


def square(answer, day):
    """The cell of a day of the month shown."""
    return re.search(rf'<td[^>]*>(?:(?!</td>).)*id="jour-{day}"(?:(?!</td>).)*</td>', answer.text, re.S)[0]


# All four ways.


@pytest.mark.parametrize("name", NAMES)
def test_the_four_ways_lead_to_each_other_and_keep_the_filter(client, cycle, team, name):
    make.workday(cycle)
    answer = client.get(page(cycle, name, etat="fixees"))
    nav = re.search(r'<nav class="ways".*?</nav>', answer.text, re.S)[0]
    addresses = [unescape(address) for address in re.findall(r'href="([^"]*)"', nav)]
    assert [address.partition("?")[0] for address in addresses] == [page(cycle, one) for one in NAMES]
    assert all("etat=fixees" in address for address in addresses)
    current = re.search(r'href="([^"]*)" aria-current="page"', nav)[1]
    assert unescape(current).startswith(page(cycle, name))
    assert nav.count("aria-current") == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
def test_only_the_team_works_there(client, cycle, name, role, status):
    person = accounts.user()
    if role:
        make.membership(cycle, person, role)
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    assert client.get(page(cycle, name)).status_code == status
    assert client.get(page(cycle, name), headers=HTMX.get(name)).status_code == status


@pytest.mark.parametrize("name", TARGETS)
def test_a_cycle_without_phases_says_where_they_come_from(client, cycle, team, name):
    assert "n’a pas encore de phase" in client.get(page(cycle, name)).text


@pytest.mark.parametrize("name", TARGETS)
def test_a_cycle_without_days_offers_to_add_one(client, cycle, team, name):
    make.phase(cycle)
    text = client.get(page(cycle, name)).text
    assert "n’a pas encore de journée" in text
    assert f'href="{page(cycle, "workday_create")}?phase=1"' in text


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    ("state", "shown"),
    [("", 4), ("a-fixer", 1), ("fixees", 1), ("tenues", 1), ("annulees", 1), ("n’importe quoi", 4)],
)
def test_every_way_shows_the_days_that_the_filter_chooses(client, cycle, team, name, state, shown):
    make.workday(cycle, precision="month", date=datetime.date(2026, 3, 1))
    for number, status in enumerate(("planned", "held", "cancelled")):
        on(cycle, MARCH + datetime.timedelta(number), status=status)
    answer = client.get(page(cycle, name, etat=state, mois="2026-03", annee="2026"))
    said = {
        "board_list": answer.text.count('<th scope="row">'),
        "board_month": answer.text.count('class="event '),
        # The one without a day is counted in words.
        "board_year": answer.text.count('<a class="day ') + ("dont le jour reste" in answer.text),
    }
    assert said[name] == shown


@pytest.mark.parametrize("name", TARGETS)
def test_the_fragment_is_the_section_of_the_page(client, cycle, team, name):
    on(cycle, MARCH, "09:00", "16:30")
    make.workday(cycle)
    address = page(cycle, name, mois="2026-03", annee="2026", tri="date", etat="fixees")
    whole, fragment = client.get(address).text, client.get(address, headers=HTMX[name])
    title, inside, said = re.fullmatch(
        r"\s*<title>(.*?)</title>(.*)<p id=\"annonce\" hx-swap-oob=\"innerHTML\">(.*)</p>\s*",
        fragment.text,
        re.S,
    ).groups()
    assert inside.strip() in whole
    assert f"<title>{title}</title>" in whole
    assert f'<section id="{TARGETS[name]}"' in whole
    assert '<p id="annonce" class="visually-hidden" role="status"></p>' in whole
    assert said
    assert "<html" not in fragment.text
    assert {"HX-Request", "HX-Target"} <= {header.strip() for header in fragment["Vary"].split(",")}
    # The Back button asks without a target, and gets the page.
    assert "<html" in client.get(address, headers={"HX-Request": "true"}).text


@pytest.mark.parametrize("name", TARGETS)
def test_what_htmx_asks_for_is_where_the_link_leads(client, cycle, team, name):
    on(cycle, MARCH)
    links = re.findall(r"<a [^>]*hx-get[^>]*>", client.get(page(cycle, name, mois="2026-03")).text)
    assert len(links) >= 8
    for link in links:
        assert re.search(r' href="([^"]*)"', link)[1] == re.search(r'hx-get="([^"]*)"', link)[1]
        assert f'hx-target="#{TARGETS[name]}" hx-push-url="true"' in link
        # The pressed link is found again by its name, and keeps the focus.
        assert re.search(r'<a id="[^"]+"', link)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [1, 60])
def test_more_days_cost_no_more_queries(client, cycle, team, name, count, django_assert_num_queries):
    hall, theme = make.venue(cycle), make.theme(cycle)
    for day in range(count):
        on(cycle, MARCH + datetime.timedelta(day // 5), venue=hall, themes=[theme])
    with django_assert_num_queries(9 if name == "board" else 7):
        client.get(page(cycle, name, mois="2026-03", annee="2026"))


# The list.


def test_the_list_says_of_a_day_what_its_card_says(client, cycle, team):
    theme = make.theme(cycle, title="Coopérer")
    day = on(
        cycle,
        TODAY + datetime.timedelta(days=3),
        "09:00",
        "16:30",
        title="Ensemble",
        place="Salle verte",
        format="both",
        themes=[theme],
    )
    answer = client.get(page(cycle, "board_list"))
    text = seen(answer)
    for words in ("Ensemble", "9 h – 16 h 30", "Salle verte · ou à distance", "Coopérer", "Fixée"):
        assert words in text
    assert "À préciser : le lien" in text
    assert "C’est dans 3 jours : moins de 8 jours pour prévenir" in text
    for address in (reverse("workday:edit", args=[day.pk]), day.get_absolute_url()):
        assert f'href="{address}"' in answer.text
    assert "<caption" in answer.text
    assert answer.text.count('<th scope="col"') == 10


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("numero", "ABCDEF"),
        ("phase", "ACEFBD"),
        ("date", "CFABED"),
        ("n’importe quoi", "ABCDEF"),
    ],
)
def test_the_list_is_sorted_as_its_links_say(client, cycle, team, order, titles):
    """By date, a day of which less is known comes when it is at the latest."""
    first = make.phase(cycle)
    second = make.phase(cycle, begins_on=datetime.date(2026, 4, 1), ends_on=datetime.date(2026, 6, 30))
    on(cycle, datetime.date(2026, 3, 31), title="A", phase=first)
    make.workday(cycle, precision="month", date=datetime.date(2026, 3, 1), title="B", phase=second)
    on(cycle, datetime.date(2026, 3, 3), "09:00", "12:00", title="C", phase=first)
    make.workday(cycle, title="D", phase=second)
    make.workday(cycle, title="E", phase=first)
    on(cycle, datetime.date(2026, 3, 3), "14:00", "17:00", title="F", phase=first)
    answer = client.get(page(cycle, "board_list", tri=order))
    rows = re.findall(r'<th scope="row">.*?<span>([A-F])</span>', answer.text, re.S)
    assert "".join(rows) == titles
    assert answer.text.count('aria-sort="ascending"') == 1


# The month.


def test_a_day_stands_on_its_date_with_its_hours_and_its_state(client, cycle, team):
    day = on(cycle, MARCH, "09:00", "16:30", title="Ensemble")
    answer = client.get(page(cycle, "board_month", mois="2026-03"))
    cell = square(answer, 17)
    assert f'href="{reverse("workday:edit", args=[day.pk])}"' in cell
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", cell))
    assert "mardi 17 mars" in text
    assert "1. Ensemble 9 h – 16 h 30 Fixée" in text
    assert '<time id="jour-17" datetime="2026-03-17">' in cell


def test_the_weeks_begin_on_monday(client, cycle, team):
    answer = client.get(page(cycle, "board_month", mois="2026-03"))
    headings = re.findall(r'<th scope="col">(.*?)</th>', answer.text)
    assert headings == ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"]
    rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">.*?</tr>", answer.text, re.S)
    # 1 March 2026 is a Sunday: six empty cells come before it.
    assert [row.count('class="outside"') for row in rows] == [6, 0, 0, 0, 0, 5]
    assert [re.search(r"</span>(\d+)</th>", row)[1] for row in rows] == ["9", "10", "11", "12", "13", "14"]


def test_five_days_of_one_date_stand_in_the_order_of_their_hours(client, cycle, team):
    for hour in (17, 9, 13, 11):
        on(cycle, MARCH, f"{hour:02}:00", f"{hour + 1:02}:00")
    on(cycle, MARCH)
    cell = square(client.get(page(cycle, "board_month", mois="2026-03")), 17)
    assert re.findall(r"<b>(\d)\. ", cell) == ["5", "2", "4", "3", "1"]


def test_a_day_of_29_february_stands_in_its_month(client, cycle, team):
    on(cycle, datetime.date(2028, 2, 29), title="Bissextile")
    answer = client.get(page(cycle, "board_month", mois="2028-02"))
    assert "Bissextile" in square(answer, 29)
    assert "Février 2028 : 1 journée" in answer.text
    assert "29 février 2028 : journée 1, Bissextile, fixée" in seen(
        client.get(page(cycle, "board_year", annee="2028"))
    )


def test_hours_are_those_of_the_wall_when_the_clocks_change(client, cycle, team):
    on(cycle, datetime.date(2026, 3, 29), "01:30", "03:30")
    text = seen(client.get(page(cycle, "board_month", mois="2026-03")))
    assert "1 h 30 – 3 h 30" in text


def test_holidays_are_named_in_words(client, cycle, team):
    answer = client.get(page(cycle, "board_month", mois="2026-04"))
    assert "Férié : Lundi de Pâques" in square(answer, 6)
    assert "Vacances de printemps" in square(answer, 20)
    assert "Vacances de printemps" not in square(answer, 17)
    assert "zone C : Vacances de printemps, du 18 au 30 avril 2026." in answer.text
    cycle.school_zone = ""
    cycle.save()
    assert "Vacances" not in client.get(page(cycle, "board_month", mois="2026-04")).text


def test_today_is_marked_in_its_month_and_nowhere_else(client, cycle, team):
    answer = client.get(page(cycle, "board_month"))
    assert answer.text.count('aria-current="date"') == 1
    assert 'aria-current="date"' in square(answer, TODAY.day)
    other = page(cycle, "board_month", mois=f"{TODAY.year + 1}-{TODAY.month:02}")
    assert 'aria-current="date"' not in client.get(other).text


def test_days_without_a_date_stand_under_the_months_that_they_may_fall_in(client, cycle, team):
    phase = make.phase(cycle, begins_on=datetime.date(2026, 3, 1), ends_on=datetime.date(2026, 5, 31))
    make.workday(cycle, phase=phase, title="Au printemps")
    make.workday(cycle, phase=phase, precision="month", date=datetime.date(2026, 4, 1), title="En avril")
    march, april, june = (
        seen(client.get(page(cycle, "board_month", mois=f"2026-0{month}"))) for month in (3, 4, 6)
    )
    assert "Dans les mois de leur phase, sans autre précision 2. " not in march
    assert "sans autre précision 1. Au printemps Annoncée" in march
    assert "En avril, jour à préciser 2. En avril Annoncée" in april
    assert "Au printemps" in april
    assert "En avril" not in march
    assert "printemps" not in june


def test_a_month_without_days_leads_to_the_nearest_that_have_some(client, cycle, team):
    for date in ("2026-01-15", "2026-03-17", "2026-09-01", "2026-11-05"):
        on(cycle, datetime.date.fromisoformat(date))
    answer = client.get(page(cycle, "board_month", mois="2026-05"))
    text = seen(answer)
    assert "Mai 2026 : aucune journée." in text
    assert "Dernière journée avant : mars 2026" in text
    assert "Première journée après : septembre 2026" in text


@pytest.mark.parametrize(
    ("state", "month", "said"),
    [
        ("", "2026-03", "Mars 2026 : 2 journées"),
        ("fixees", "2026-03", "Mars 2026 : 1 journée fixée"),
        ("", "2026-02", "Février 2026 : aucune journée"),
    ],
)
def test_whoever_listens_hears_the_month_and_how_many_days(client, cycle, team, state, month, said):
    on(cycle, MARCH)
    make.workday(cycle, precision="month", date=datetime.date(2026, 3, 1))
    answer = client.get(page(cycle, "board_month", mois=month, etat=state), headers=HTMX["board_month"])
    assert f'<p id="annonce" hx-swap-oob="innerHTML">{said}</p>' in answer.text


def test_months_follow_each_other_across_the_year(client, cycle, team):
    text = client.get(page(cycle, "board_month", mois="2026-01", etat="tenues")).text
    for step, month in (("before", "2025-12"), ("present", f"{TODAY:%Y-%m}"), ("after", "2026-02")):
        link = re.search(rf'<a id="month-{step}"[^>]*href="([^"]*)"', text)[1]
        assert unescape(link) == page(cycle, "board_month", etat="tenues", mois=month)


ABSURD = [
    "abc",
    "",
    "0000-01",
    "9999-12",
    "2026-00",
    "2026-13",
    "2026-3",
    "٢٠٢٦-٠٣",
    "9" * 400,
    "1899-12",
    "2200-01",
]


@pytest.mark.parametrize("month", ABSURD)
def test_a_month_that_is_none_is_the_present_one(client, cycle, team, month):
    answer = client.get(page(cycle, "board_month", mois=month))
    assert answer.status_code == 200
    assert f'<h2 id="journees">{french_month(TODAY).capitalize()}</h2>' in answer.text


@pytest.mark.parametrize("year", ["abc", "", "0", "0000", "9999", "-2026", "٢٠٢٦", "9" * 400, "1899", "2200"])
def test_a_year_that_is_none_is_the_present_one(client, cycle, team, year):
    answer = client.get(page(cycle, "board_year", annee=year))
    assert answer.status_code == 200
    assert f'<h2 id="journees">{TODAY.year}</h2>' in answer.text


def test_no_link_leads_beyond_the_years_that_a_day_may_have(client, cycle, team):
    for name, query, target in (("board_month", "mois", "month"), ("board_year", "annee", "year")):
        suffixes = ("-01", "-12") if query == "mois" else ("", "")
        first, last = (
            client.get(page(cycle, name, **{query: f"{year}{suffix}"})).text
            for year, suffix in zip((YEARS.start, YEARS.stop - 1), suffixes, strict=True)
        )
        assert f'<a id="{target}-before"' not in first
        assert f'<a id="{target}-after"' in first
        assert f'<a id="{target}-after"' not in last
        # The focus stays where the link was.
        assert f'<span id="{target}-before" class="quiet" tabindex="-1">' in first


# The year.


def test_a_year_names_each_day_and_leads_to_it_in_its_month(client, cycle, team):
    on(cycle, MARCH, title="Ensemble", is_announced=False)
    on(cycle, MARCH, status="cancelled")
    answer = client.get(page(cycle, "board_year", annee="2026"))
    assert "17 mars 2026 : journée 1, Ensemble, ajoutée, fixée ; journée 2, annulée" in seen(answer)
    assert f'href="{page(cycle, "board_month", mois="2026-03")}#jour-17"' in answer.text
    assert answer.text.count('<table class="small-month">') == 12
    assert "2 journées" in answer.text


def test_a_year_shows_the_phases_as_bands_in_their_colours(client, cycle, team):
    make.phase(cycle, begins_on=datetime.date(2025, 11, 3), ends_on=datetime.date(2026, 1, 31), title="Un")
    make.phase(cycle, begins_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 2, 28), title="Deux")
    text = client.get(page(cycle, "board_year", annee="2026")).text
    bands = re.findall(r'<ul class="bands">(.*?)</ul>', text)
    assert bands[0] == '<li class="p1">Phase 1</li><li class="p2">Phase 2</li>'
    assert bands[1:3] == ['<li class="p2">Phase 2</li>', ""]
    assert "Phase 2, janvier – février 2026 : Deux" in text
    assert "Aucune phase n’a lieu en 2030." in client.get(page(cycle, "board_year", annee="2030")).text


def test_a_year_says_how_many_days_have_no_date_yet(client, cycle, team):
    make.workday(cycle, precision="month", date=datetime.date(2026, 3, 1))
    make.workday(cycle, title="Au printemps")
    answer = client.get(page(cycle, "board_year", annee="2026"), headers=HTMX["board_year"])
    assert "1 dont le jour reste à préciser" in answer.text
    assert "Au printemps" in answer.text
    assert '<p id="annonce" hx-swap-oob="innerHTML">2026 : 1 journée</p>' in answer.text
