"""Text as people write it: one line, or paragraphs, never with control characters.

A line break in a title could forge a header of a mail or a property of a calendar; PostgreSQL refuses NUL.
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

# Far enough both ways for anything that people plan, and near enough for dates to be moved by weeks.
YEARS = range(1900, 2200)
COUNTED_UP_TO = 32_767
# Control characters (Unicode's category Cc), line and paragraph separators (Zl, Zp), lone surrogates (Cs).
_NOT_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_PROSE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def validate_line(text: str) -> None:
    if _NOT_A_LINE.search(text):
        message = "Écrivez sur une seule ligne, sans caractère de contrôle."
        raise ValidationError(message, code="control_character")


def validate_prose(text: str) -> None:
    if _NOT_PROSE.search(text):
        raise ValidationError("Retirez les caractères de contrôle.", code="control_character")


def normalise_lines(text: str) -> str:
    """The same text with line ends written as LF, as no browser sends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_control_characters(text: str) -> str:
    """The same text in which whatever `validate_prose` would refuse has become a space."""
    return _NOT_PROSE.sub(" ", normalise_lines(text))


class CountField(models.PositiveSmallIntegerField):
    """How many of something that people count: SQLite too refuses what PostgreSQL cannot hold."""

    default_validators = [MaxValueValidator(COUNTED_UP_TO)]


class LineField(models.CharField):
    """One line of text."""

    default_validators = [validate_line]


class ProseField(models.TextField):
    """Paragraphs, whose lines end in LF once the field is cleaned."""

    default_validators = [validate_prose]

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else normalise_lines(value)
