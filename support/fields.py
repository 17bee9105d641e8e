"""Text as people write it: one line, or paragraphs, never with control characters.

A line break in a title could forge a header of a mail or a property of a calendar; PostgreSQL refuses NUL.
"""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import models

_NOT_TEXT = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line and paragraph separators


def _refuse(text: str, allowed: str, message: str) -> None:
    if any(char not in allowed and unicodedata.category(char) in _NOT_TEXT for char in text):
        raise ValidationError(message, code="control_character")


def validate_line(text: str) -> None:
    _refuse(text, "", "Écrivez sur une seule ligne, sans caractère de contrôle.")


def validate_prose(text: str) -> None:
    _refuse(text, "\n\t", "Retirez les caractères de contrôle.")


def normalise_lines(text: str) -> str:
    """The same text with line ends written as LF, as no browser sends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_control_characters(text: str) -> str:
    """The same text in which whatever `validate_prose` would refuse has become a space."""
    return "".join(
        " " if char not in "\n\t" and unicodedata.category(char) in _NOT_TEXT else char
        for char in normalise_lines(text)
    )


class LineField(models.CharField):
    """One line of text."""

    default_validators = [validate_line]


class ProseField(models.TextField):
    """Paragraphs, whose lines end in LF once the field is cleaned."""

    default_validators = [validate_prose]

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else normalise_lines(value)
