"""Tables whose rows the database itself refuses to change: declared on the model, kept by triggers.

    @frozen                       # rows are inserted, never updated, deleted or truncated
    @frozen(once="adopted_at")    # the same, as soon as that column is no longer null
    @frozen(through="version")    # the same, as soon as the row that this foreign key names is frozen

Triggers are made again after each migration: SQLite remakes a table to alter it, and loses them silently.
Those that look into another table step aside before it, or SQLite could not remake that other table.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

EVENTS = ("insert", "update", "delete", "truncate")

_rules: dict[type[models.Model], "Rule"] = {}


@dataclass(frozen=True)
class Rule:
    """When the rows of one table are frozen: always, once a column is set, or with the row they belong to."""

    model: type[models.Model]
    once: str = ""
    through: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def column(self, name: str) -> str:
        return str(self.model._meta.get_field(name).column)  # type: ignore[union-attr]

    def condition(self, row: str, quote: Callable[[str], str]) -> str:
        """SQL that holds when the row called OLD or NEW is frozen."""
        if self.once:
            return f"{row}.{quote(self.column(self.once))} IS NOT NULL"
        if self.through:
            parent = _rules[self.model._meta.get_field(self.through).related_model]  # type: ignore[index]
            key = str(parent.model._meta.pk.column)
            own, sealed = quote(self.column(self.through)), quote(parent.column(parent.once))
            return (
                f"EXISTS (SELECT 1 FROM {quote(parent.table)} WHERE {quote(key)} = {row}.{own} "  # noqa: S608
                f"AND {sealed} IS NOT NULL)"
            )
        return "1 = 1"

    def refusals(self, quote: Callable[[str], str]) -> dict[str, str]:
        """For each event that is refused, the condition under which it is."""
        old, new = self.condition("OLD", quote), self.condition("NEW", quote)
        if self.through:
            return {"insert": new, "update": f"{old} OR {new}", "delete": old, "truncate": "1 = 1"}
        return {"update": old, "delete": old, "truncate": "1 = 1"}


def frozen(model=None, *, once: str = "", through: str = ""):
    """Declare that the database refuses to change this model's rows; a refusal is an IntegrityError."""

    def declare(cls):
        _rules[cls] = Rule(cls, once, through)
        return cls

    return declare(model) if model is not None else declare


def declared() -> set[str]:
    """The names of the triggers that each database must hold, TRUNCATE's on PostgreSQL alone."""
    return {
        _name(rule, event)
        for rule in _rules.values()
        for event in rule.refusals(str)
        if event != "truncate" or connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
    }


def installed(using: str = DEFAULT_DB_ALIAS) -> set[str]:
    """The names of the triggers that the database holds now."""
    if connections[using].vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'frozen\\_%'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen\\_%' ESCAPE '\\'"
    with connections[using].cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


def install(*, using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """Make every declared trigger anew, for the tables that exist. Connected to `post_migrate`."""
    with transaction.atomic(using=using):
        _each(using, _drop, _create)


def make_way(*, using: str = DEFAULT_DB_ALIAS, plan=(), **kwargs) -> None:
    """Before migrations, on SQLite: without the triggers that look into another table than their own.

    SQLite remakes a table by renaming its copy, and refuses a name while some trigger speaks of a table that
    is gone for that moment. Connected to `pre_migrate`; `install` puts them back.
    """
    if plan and connections[using].vendor == "sqlite":
        with transaction.atomic(using=using):
            _each(using, lambda vendor, rule, *rest: _drop(vendor, rule, *rest) if rule.through else [])


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Without the triggers: for emptying a test's database, and for tests that tamper with it."""
    with transaction.atomic(using=using):
        _each(using, _drop)
    try:
        yield
    finally:
        install(using=using)


def _each(using, *makers) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for rule in _rules.values():
            if rule.table not in existing:
                continue
            refusals = rule.refusals(connection.ops.quote_name)
            for event, condition in refusals.items():
                for make in makers:
                    for sql in make(connection.vendor, rule, event, condition, connection.ops.quote_name):
                        cursor.execute(sql)


def _name(rule: Rule, event: str) -> str:
    return f"frozen_{rule.table}_{event}"


def _drop(vendor, rule, event, condition, quote) -> list[str]:
    name = quote(_name(rule, event))
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name} ON {quote(rule.table)}"]
    return [] if event == "truncate" else [f"DROP TRIGGER IF EXISTS {name}"]


def _create(vendor, rule, event, condition, quote) -> list[str]:
    name, table = quote(_name(rule, event)), quote(rule.table)
    says = f"frozen: {rule.table} refuses {event}"
    if vendor == "postgresql":
        level, row = ("STATEMENT", "NULL") if event == "truncate" else ("ROW", _row(event))
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION {name}()",
        ]
    if event == "truncate":
        return []
    return [
        f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    ]


def _row(event: str) -> str:
    return "OLD" if event == "delete" else "NEW"
