import sys
import unicodedata

import pytest
from django.core.exceptions import ValidationError

from support.fields import LineField, ProseField, without_control_characters

BROKEN = ["a\rb", "a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "a\u2028b", "a\u2029b"]


@pytest.mark.parametrize("text", [*BROKEN, "a\nb", "a\tb"])
def test_a_line_is_one_line(text):
    with pytest.raises(ValidationError):
        LineField(max_length=10).clean(text, None)


@pytest.mark.parametrize("text", [text for text in BROKEN if "\r" not in text])
def test_prose_has_no_control_character(text):
    with pytest.raises(ValidationError):
        ProseField().clean(text, None)


def test_prose_keeps_its_lines_as_lf():
    assert ProseField().clean("un\r\ndeux\rtrois\n\tquatre", None) == "un\ndeux\ntrois\n\tquatre"


@pytest.mark.parametrize("text", ["L’Écoute-S’il-Pleut", "« 日本 » 👩‍🏫", "שלום \u200f"])
def test_any_script_is_text(text):
    assert LineField(max_length=30).clean(text, None) == text


def test_no_control_character_of_unicode_is_forgotten():
    for char in map(chr, range(sys.maxunicode + 1)):
        is_text = unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") or char in "\n\t"
        assert without_control_characters(char) == (char if is_text else "\n" if char == "\r" else " ")
