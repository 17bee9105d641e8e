"""Reading one table of a TOML file strictly: each key known and of the right kind, or named with a reason."""

import datetime
import difflib
from collections.abc import Callable, Collection, Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Model

from support.fields import COUNTED_UP_TO, YEARS, validate_line, validate_prose

from .problems import Problem

_KINDS: dict[type, str] = {
    bool: "true ou false, sans guillemets",
    int: "un nombre entier",
    float: "un nombre à virgule",
    str: "un texte entre guillemets",
    datetime.datetime: "une date avec une heure",
    datetime.date: "un jour sans guillemets, comme 2021-03-16",
    datetime.time: "une heure",
    list: "une liste entre crochets",
    dict: "une table",
}


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


class Table:
    """One table being read. What is wrong goes to `problems`; the reading goes on with a harmless value."""

    def __init__(self, data: Mapping[str, Any], path: str, problems: list[Problem]):
        self._data = data
        self._path = path
        self._problems = problems
        self._known: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def where(self, key: str = "") -> str:
        return ".".join(part for part in (self._path, key) if part)

    def refuse(self, key: str, reason: str) -> None:
        self._problems.append(Problem(self.where(key), reason))

    def take(self, key: str, *kinds: type, required: bool = False) -> Any:
        """The value of `key` when it is exactly of one of these kinds; None when absent or refused."""
        self._known[key] = None
        if key not in self._data:
            if required:
                self.refuse(key, "cette clé manque.")
            return None
        value = self._data[key]
        if type(value) not in kinds:
            wanted = " ou ".join(_KINDS[kind] for kind in kinds)
            self.refuse(key, f"il faut {wanted} ; ici, {_kind(value)}.")
            return None
        return value

    def line(self, key: str, *, required: bool = False) -> str:
        return self._text(key, validate_line, required)

    def prose(self, key: str, *, required: bool = False) -> str:
        return self._text(key, validate_prose, required)

    def private_line(self, key: str) -> str | None:
        """None where the file says nothing; an empty text says that there is none."""
        return self.line(key) if key in self._data else self.take(key, str)

    def _text(self, key: str, validate: Callable[[str], None], required: bool) -> str:
        text = self.take(key, str, required=required)
        if text is None:
            return ""
        if not text.strip() and (required or text):
            self.refuse(key, "ce texte est vide.")
        else:
            self.checked(key, text, validate)
        return text

    def checked(self, key: str, value: Any, validate: Callable[[Any], None]) -> bool:
        try:
            validate(value)
        except ValidationError as error:
            self.refuse(key, " ".join(error.messages))
            return False
        return True

    def flag(self, key: str, default: bool) -> bool:
        value = self.take(key, bool)
        return default if value is None else value

    def number(self, key: str) -> int:
        """A rank, from 1 to 999; 0 when refused."""
        value = self.take(key, int, required=True)
        if value is None:
            return 0
        if not 1 <= value <= 999:
            self.refuse(key, "il faut un nombre de 1 à 999.")
            return 0
        return value

    def count(self, key: str, *, least: int = 0) -> int | None:
        """How many of something, up to what a small integer holds; None when absent or refused."""
        value = self.take(key, int)
        if value is not None and not least <= value <= COUNTED_UP_TO:
            self.refuse(key, f"il faut un nombre de {least} à {COUNTED_UP_TO}.")
            return None
        return value

    def choice(self, key: str, values: Collection[str], *, default: str | None = None) -> str:
        text = self.take(key, str, required=default is None)
        if text is None:
            return default or ""
        if text not in values:
            named = ", ".join(f'"{value}"' for value in values if value)
            self.refuse(key, f'"{text}" n’existe pas ; choisissez parmi {named}.')
            return default or ""
        return text

    def day(self, key: str, *, required: bool = False) -> datetime.date | None:
        value = self.take(key, datetime.date, required=required)
        return value if value is None or self.in_known_years(key, value) else None

    def in_known_years(self, key: str, day: datetime.date) -> bool:
        if day.year not in YEARS:
            self.refuse(key, f"l’année {day.year} est hors de {YEARS.start} – {YEARS.stop - 1}.")
            return False
        return True

    def hour(self, key: str) -> datetime.time | None:
        """A time of day written "09:00"; TOML's own 09:00:00 is understood too."""
        value = self.take(key, str, datetime.time)
        if isinstance(value, str):
            try:
                value = datetime.datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007, a time of day
            except ValueError:
                self.refuse(key, 'il faut une heure entre guillemets, comme "09:00".')
                return None
        if value is not None and (value.second or value.microsecond):
            self.refuse(key, "l’heure se donne sans secondes.")
            return None
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        found = self.take(key, list) or []
        for position, value in enumerate(found, start=1):
            if type(value) is not int:
                self.refuse(f"{key}[{position}]", f"il faut un nombre entier ; ici, {_kind(value)}.")
        numbers = [value for value in found if type(value) is int]
        if len(set(numbers)) < len(numbers):
            self.refuse(key, "le même numéro y est deux fois.")
        return tuple(sorted(set(numbers)))

    def proses(self, key: str) -> tuple[str, ...]:
        found = self.take(key, list) or []
        inside = Table({f"{key}[{i}]": value for i, value in enumerate(found, 1)}, self._path, self._problems)
        return tuple(inside._text(name, validate_prose, required=True) for name in inside._data)

    def table(self, key: str, *, required: bool = False) -> Self | None:
        data = self.take(key, dict, required=required)
        return None if data is None else type(self)(data, self.where(key), self._problems)

    def tables(self, key: str) -> list[Self]:
        found = []
        for position, data in enumerate(self.take(key, list) or [], start=1):
            name = f"{key}[{position}]"
            if type(data) is dict:
                found.append(type(self)(data, self.where(name), self._problems))
            else:
                self.refuse(name, f"il faut une table ; ici, {_kind(data)}.")
        return found

    def fits(self, model: type[Model], values: dict[str, tuple[str, Any]]) -> None:
        """Run the model's own validation of these fields; `values` gives each field its key and its value."""
        instance = model(**{field: value for field, (_, value) in values.items()})
        refused = {problem.where for problem in self._problems}
        try:
            instance.clean_fields(exclude={f.name for f in model._meta.fields} - set(values))
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                key = values[field][0]
                if self.where(key) not in refused:
                    self.refuse(key, " ".join(messages))

    def finish(self) -> None:
        """Refuse the keys that nobody asked for."""
        for key in self._data:
            if key not in self._known:
                near = difflib.get_close_matches(key, self._known, n=1)
                hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else "."
                self.refuse(key, f"cette clé est inconnue{hint}")
