"""Days and plurals are written as French writes them, on every page."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import dateformat

from support.french import (
    french_date,
    french_duration,
    french_hour,
    french_month,
    french_ordinal,
    french_weekday,
)

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.*"))


def test_days_and_months_are_called_as_django_calls_them():
    day = datetime.date(2026, 1, 1)
    while day.year == 2026:
        assert f"{french_weekday(day)} {french_month(day)}" == dateformat.format(day, "l F Y")
        day += datetime.timedelta(days=1)


def test_the_first_of_a_month_is_an_ordinal():
    assert french_date(datetime.date(2026, 5, 1)) == "1er mai 2026"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (french_hour(datetime.time(9)), "9 h"),
        (french_hour(datetime.time(16, 5)), "16 h 05"),
        (french_duration(45), "45 min"),
        (french_duration(60), "1 h"),
        (french_duration(605), "10 h 05"),
        (french_ordinal(1), "1er"),
        (french_ordinal(1, feminine=True), "1re"),
        (french_ordinal(2, feminine=True), "2e"),
    ],
)
def test_hours_durations_and_ranks(said, expected):
    assert said.replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("written", "value", "said"),
    [
        ("day", datetime.date(2026, 3, 2), "2 mars 2026"),
        # The evening of 30 April in London is the first of May in Paris.
        ("day", datetime.datetime(2026, 4, 30, 22, 30, tzinfo=datetime.UTC), "1er mai 2026"),
        ("moment", datetime.datetime(2026, 4, 30, 22, 30, tzinfo=datetime.UTC), "1er mai 2026 à 00:30"),
        ("day", None, ""),
        ("moment", None, ""),
        ("plural", 0, ""),
        ("plural", 1, ""),
        ("plural", 2, "s"),
        ('plural:"a,ont"', 0, "a"),
        ('plural:"a,ont"', 2, "ont"),
        ('plural:"x"', 1, ""),
        ('plural:"x"', 2, "x"),
    ],
)
def test_a_filter_says(written, value, said):
    assert Template(f"{{{{ value|{written} }}}}").render(Context({"value": value})) == said


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_counts_or_dates_as_english_does(path):
    """ "0 journées" and "1 mai": what Django's own filters would write."""
    assert re.findall(r"\|pluralize|\|date:.[^}]*[jd] [FM]", path.read_text()) == []
