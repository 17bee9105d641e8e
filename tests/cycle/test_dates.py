import datetime

import pytest
from django.core.exceptions import ValidationError

from cycle.dates import (
    format_partial_date,
    format_period,
    parse_partial_date,
    validate_partial_date,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2021", "2021"),
        ("2021-03", "mars 2021"),
        ("2021-03-01", "1er mars 2021"),
        ("2021-12-31", "31 décembre 2021"),
    ],
)
def test_a_partial_date_is_said_in_french(text, said):
    assert format_partial_date(text) == said
    validate_partial_date(text)


@pytest.mark.parametrize(
    "text", ["", "21", "2021-3", "2021-13", "2021-02-29", "2021-03-16T00:00", "٢٠٢١", "0000"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValidationError):
        validate_partial_date(text)


def test_partial_dates_sort_in_time():
    texts = ["2022-01", "2021-03-16", "2021-03", "2021", "2021-12"]
    assert sorted(texts) == sorted(texts, key=lambda text: (parse_partial_date(text), len(text)))


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ((2021, 3, 1), (2021, 5, 31), "mars – mai 2021"),
        ((2021, 12, 1), (2022, 2, 28), "décembre 2021 – février 2022"),
        ((2021, 3, 1), (2021, 3, 31), "mars 2021"),
    ],
)
def test_a_period_is_said_by_its_months(begins, ends, said):
    assert format_period(datetime.date(*begins), datetime.date(*ends)) == said
