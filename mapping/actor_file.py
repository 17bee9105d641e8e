"""Reading a TOML file of actors: all of it or nothing, every problem named with the entry it is in."""

from dataclasses import dataclass
from typing import Any

from support.toml import Problem, Refused, Table, parse

from .converters import SLUGS
from .models import (
    CATEGORY_LABELS,
    Action,
    ActionType,
    Actor,
    ActorContact,
    LegalFamily,
    Public,
    Stage,
    Territory,
)


@dataclass(frozen=True)
class ActionContent:
    """What a file says of an action; `territories` are primary keys."""

    title: str
    type: str
    presentation: str
    publics: frozenset[str]
    stages: frozenset[str]
    territories: frozenset[int]


@dataclass(frozen=True)
class ContactContent:
    name: str
    function: str
    email: str
    phone: str
    is_public: bool


@dataclass(frozen=True)
class ActorContent:
    """What a file says of an actor; `commune` is a primary key."""

    key: str
    values: dict
    actions: tuple[ActionContent, ...]
    contacts: tuple[ContactContent, ...]


@dataclass(frozen=True)
class ActorFile:
    source: str
    is_fictional: bool
    actors: tuple[ActorContent, ...]


def read(text: str) -> ActorFile:
    """The actors of a file; Refused, with every problem found, when any part of it is wrong. One query."""
    problems: list[Problem] = []
    table = Table(parse(text), "", problems)
    content = ActorFile(
        source=table.line("source", required=True),
        is_fictional=table.flag("fictional", default=False),
        actors=_Reader(problems).actors(table),
    )
    table.fits(Actor, {"source": ("source", content.source)})
    table.finish()
    if problems:
        raise Refused(problems)
    return content


class _Reader:
    """Knows the territories that a file may name, and what it has named so far."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        self.places = {
            f"{SLUGS[Territory.Kind(kind)]}-{code}": (pk, kind, successor)
            for pk, kind, code, successor in Territory.objects.values_list("pk", "kind", "code", "successor")
        }
        self.seen: dict[tuple[str, str], str] = {}

    def actors(self, table: Table) -> tuple[ActorContent, ...]:
        return tuple(map(self.actor, table.tables("actors")))

    def actor(self, table: Table) -> ActorContent:
        key = table.line("key", required=True)
        self.once(table, "key", key)
        values: dict[str, Any] = {
            "name": table.line("name", required=True),
            "legal_family": table.choice("family", LegalFamily.values),
            "category": table.choice("category", CATEGORY_LABELS),
            "presentation": table.prose("presentation"),
            "website": table.line("website"),
            **{name: table.line(name) for name in ("siret", "rna", "uai")},
        }
        keys = {"legal_family": "family"}
        told = {name: (keys.get(name, name), value) for name, value in values.items() if value}
        table.fits(Actor, {**told, "source_key": ("key", key)})
        for name in ("siret", "rna", "uai"):
            values[name] = "".join(values[name].split()).upper()
            self.once(table, name, values[name])
        values["commune_id"] = self.commune(table)
        content = ActorContent(
            key=key,
            values=values,
            actions=tuple(map(self.action, table.tables("actions"))),
            contacts=tuple(map(_contact, table.tables("contacts"))),
        )
        table.finish()
        return content

    def action(self, table: Table) -> ActionContent:
        content = ActionContent(
            title=table.line("title", required=True),
            type=table.choice("type", ActionType.values),
            presentation=table.prose("presentation"),
            publics=self.some(table, "publics", Public.values),
            stages=self.some(table, "stages", Stage.values),
            territories=frozenset(
                self.places[place][0] for place in self.some(table, "territories", self.places)
            ),
        )
        told = {name: (name, getattr(content, name)) for name in ("title", "presentation")}
        table.fits(Action, {name: pair for name, pair in told.items() if pair[1]})
        table.finish()
        return content

    def commune(self, table: Table) -> int:
        """The commune where an actor sits; of one of the past, the one that it has become part of."""
        named = table.line("commune", required=True)
        for kind in (Territory.Kind.COMMUNE, Territory.Kind.FORMER_COMMUNE):
            if found := self.places.get(f"{SLUGS[kind]}-{named}"):
                return found[2] or found[0]
        if named:
            table.refuse("commune", f"aucune commune ne porte le code « {named} ».")
        return 0

    def some(self, table: Table, key: str, known) -> frozenset[str]:
        """The texts of a list, each of them known."""
        found = []
        for position, value in enumerate(table.take(key, list) or [], start=1):
            where = f"{key}[{position}]"
            if not isinstance(value, str) or value not in known:
                table.refuse(where, f"« {value} » n’est pas connu.")
            elif value in found:
                table.refuse(where, f"« {value} » y est deux fois.")
            else:
                found.append(value)
        return frozenset(found)

    def once(self, table: Table, name: str, value: str) -> None:
        before = self.seen.setdefault((name, value), table.where(name)) if value else table.where(name)
        if before != table.where(name):
            table.refuse(name, f"« {value} » est déjà donné ({before}).")


def _contact(table: Table) -> ContactContent:
    content = ContactContent(
        name=table.line("name"),
        function=table.line("function"),
        email=table.line("email"),
        phone=table.line("phone"),
        is_public=table.flag("public", default=False),
    )
    told = {name: (name, getattr(content, name)) for name in ("name", "function", "email", "phone")}
    table.fits(ActorContact, {name: pair for name, pair in told.items() if pair[1]})
    if not content.name and not content.function:
        table.refuse("name", "un contact a un nom ou une fonction.")
    if not content.email and not content.phone:
        table.refuse("email", "donnez une adresse ou un téléphone.")
    table.finish()
    return content
