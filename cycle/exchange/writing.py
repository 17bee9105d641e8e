"""From a content to the text of a file that gives it back, byte for byte the same each time."""

import dataclasses
import datetime
from typing import Any

import tomli_w

from .content import CycleContent, WorkdayContent

_HEADER = """\
# Un cycle, ses phases, ses thèmes et ses journées.
# Chaque clé est expliquée dans docs/animation/fichier-de-cycle.md.

"""


def write(content: CycleContent) -> str:
    """TOML; what has its usual value is left out, as is what the content says nothing of."""
    kind, code = content.territory
    table = _said(content)
    table["territory"] = {"kind": kind, "code": code}
    return _HEADER + tomli_w.dumps(table, multiline_strings=True, indent=2)


def _said(content: Any) -> dict[str, Any]:
    """The fields of one content that differ from their default, in the order in which they are declared."""
    said = {}
    for field in dataclasses.fields(content):
        value = getattr(content, field.name)
        if value != field.default:
            said[field.name] = _value(value)
    return _workday(content, said) if isinstance(content, WorkdayContent) else said


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    return _said(value) if dataclasses.is_dataclass(value) else value


def _workday(content: WorkdayContent, said: dict[str, Any]) -> dict[str, Any]:
    """A date says by its form how precisely it is known."""
    said.pop("precision", None)
    if content.precision == "month":
        said["date"] = f"{content.date:%Y-%m}"
    return said
