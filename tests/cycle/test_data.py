"""The two cycles that come with the portal: the real one says what its sources say, the other all cases."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings

from cycle.exchange import read, store, write
from cycle.models import Workday
from tests.factories.mapping import territory

DATA = settings.BASE_DIR / "cycle" / "data"
ESSONNE = (DATA / "essonne-2021.toml").read_text()
DEMONSTRATION = (DATA / "demonstration.toml").read_text()


@pytest.fixture
def department(db):
    """With the communes in which the demonstration meets."""
    made = territory(kind="department", code="91")
    for code in ("91228", "91103"):
        territory(kind="commune", code=code, parents=[made])
    return made


def test_both_files_are_there_and_read():
    assert {read(path.read_text()).slug for path in Path(DATA).glob("*.toml")} == {
        "essonne-2021",
        "demonstration",
    }


@pytest.mark.parametrize("text", [ESSONNE, DEMONSTRATION], ids=["essonne", "demonstration"])
def test_each_comes_back_from_its_dump(text):
    content = read(text)
    assert read(write(content)) == content


class TestEssonne:
    content = read(ESSONNE)

    def test_three_phases_known_by_their_months(self):
        assert [(phase.begins, phase.ends) for phase in self.content.phases] == [
            (datetime.date(2021, 3, 1), datetime.date(2021, 5, 31)),
            (datetime.date(2021, 6, 1), datetime.date(2021, 9, 30)),
            (datetime.date(2021, 10, 1), datetime.date(2021, 12, 31)),
        ]

    def test_eight_workdays_announced_without_a_day_or_a_theme(self):
        assert [len(phase.workdays) for phase in self.content.phases] == [3, 3, 2]
        days = [day for phase in self.content.phases for day in phase.workdays]
        assert [day.number for day in days] == list(range(1, 9))
        for day in days:
            assert (day.precision, day.date, day.themes, day.announced) == ("period", None, (), True)

    def test_nine_themes_three_a_phase(self):
        assert [[theme.number for theme in phase.themes] for phase in self.content.phases] == [
            [1, 2, 3],
            [4, 5, 6],
            [7, 8, 9],
        ]

    def test_nine_held_as_the_account_says(self):
        held = self.content.held
        assert (held.workdays, held.begins, held.ends, held.source) == (
            9,
            "2021-03",
            "2022-02",
            "compte-rendu",
        )
        account = self.content.references[0]
        assert account.key == "compte-rendu"
        assert "Luc Hansen" in account.author
        assert "Capucine Claudet" in account.reviewer
        assert "BY-NC-SA" in account.licence

    def test_five_objectives(self):
        assert len(self.content.objectives) == 5

    def test_no_personal_address_and_no_scanning_error(self):
        assert "@" not in ESSONNE
        assert "crpveg1" not in ESSONNE
        assert self.content.service_email is None

    def test_links_are_those_of_the_sources(self):
        links = set(re.findall(r'https?://[^"]+', ESSONNE))
        assert links == {"https://www.fonda.asso.fr", "https://creativecommons.org/licenses/by-nc-sa/3.0/fr/"}

    def test_typography(self):
        assert "'" not in ESSONNE


MONDAY = datetime.date(2026, 11, 23)


class TestDemonstration:
    content = read(DEMONSTRATION)

    def days(self):
        return [day for phase in self.content.anchored(MONDAY).phases for day in phase.workdays]

    def test_it_says_that_it_is_fictional(self):
        assert self.content.fictional
        for name in [each.organisation for each in self.content.contacts] + [
            each.name for each in self.content.partners
        ]:
            assert "fictive" in name
        assert all("fictif" in day.place for day in self.days() if day.place)

    def test_its_addresses_lead_nowhere(self):
        hosts = re.findall(r"(?:https?://|@)([^/\"]+)", DEMONSTRATION)
        assert {host for host in hosts if not host.endswith(".example")} == {"creativecommons.org"}

    def test_it_holds_every_precision_status_and_form(self):
        days = self.days()
        assert {day.precision for day in days} == set(Workday.Precision.values)
        assert {day.status for day in days} == set(Workday.Status.values)
        assert {day.format for day in days} == set(Workday.Format.values)
        assert [day.announced for day in days].count(True) == 8

    def test_one_theme_has_no_day_yet(self):
        taken_up = {number for day in self.days() for number in day.themes}
        assert {theme.number for phase in self.content.phases for theme in phase.themes} - taken_up == {9}

    @pytest.mark.parametrize("weekday", range(7))
    def test_whenever_it_is_loaded_there_are_days_held_a_next_day_and_days_to_come(self, department, weekday):
        today = MONDAY + datetime.timedelta(days=weekday)
        cycle = store(self.content, today=today).cycle
        held = cycle.workdays.filter(status="held")
        assert held.count() == 5
        assert not held.filter(date__gte=today).exists()
        first, *others = Workday.objects.to_come(today)
        assert datetime.timedelta(days=10) < first.date - today < datetime.timedelta(days=21)
        assert first.precision == "minute"
        assert [day.precision for day in others] == ["day"]

    @pytest.mark.parametrize("week", range(0, 53, 4))
    def test_each_day_falls_in_its_phase(self, week):
        for phase in self.content.anchored(MONDAY + datetime.timedelta(weeks=week)).phases:
            for day in phase.workdays:
                assert day.date is None or phase.begins <= day.date <= phase.ends
