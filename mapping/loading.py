"""Reference territories, from the files into the database."""

from dataclasses import dataclass, field

from django.db import transaction

from support.public_pages import bump

from .datasets import Dataset, Record
from .models import Territory

# Links to these are the files' business, unless the parent came from elsewhere.
_LOADED_PARENTS = (Territory.Kind.DEPARTMENT, Territory.Kind.EPCI)


@dataclass
class Summary:
    """What loading did: names of territories, by what became of them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    # In the database before, but not from this dataset: made by hand, or brought by another department.
    left_alone: list[str] = field(default_factory=list)
    # From this dataset, but no longer in its files: kept, because something may refer to them.
    gone: list[str] = field(default_factory=list)


@transaction.atomic
def load(dataset: Dataset) -> Summary:
    """Bring a dataset in, writing only what differs; what did not come from this dataset keeps its values.

    A territory brought by another dataset may still gain a parent here (an intercommunalité on two
    departments); one made by hand does not.
    """
    summary = Summary()
    codes = [record.code for record in dataset.records]
    known = {(t.kind, t.code): t for t in Territory.objects.filter(code__in=codes)}
    before = {key: territory.dataset for key, territory in known.items()}
    # Successors first: a former commune points to a row that must exist.
    for kinds_with_successor in (False, True):
        records = [
            record for record in dataset.records if (record.successor is not None) is kinds_with_successor
        ]
        _write(dataset.name, records, known, summary)
    linked = [record for record in dataset.records if before.get(record.key) != ""]
    relinked = _link(dataset.name, linked, known)
    summary.changed += [name for name in relinked if name not in summary.added + summary.changed]
    here = {record.key for record in dataset.records}
    summary.gone = [
        t.name for t in Territory.objects.filter(dataset=dataset.name) if (t.kind, t.code) not in here
    ]
    if summary.added or summary.changed:
        bump("territories")
    return summary


def _write(name: str, records: list[Record], known: dict, summary: Summary) -> None:
    added, changed = [], []
    for record in records:
        values = {**record.values, "dataset": name}
        values["successor_id"] = known[record.successor].pk if record.successor else None
        territory = known.get(record.key)
        if territory is None:
            added.append(Territory(kind=record.kind, code=record.code, **values))
        elif territory.dataset != name:
            summary.left_alone.append(territory.name)
        elif any(getattr(territory, key) != value for key, value in values.items()):
            for key, value in values.items():
                setattr(territory, key, value)
            changed.append(territory)
    for territory in Territory.objects.bulk_create(added):
        known[territory.kind, territory.code] = territory
    for territory in changed:
        territory.save()
    summary.added += [territory.name for territory in added]
    summary.changed += [territory.name for territory in changed]


def _link(name: str, records: list[Record], known: dict) -> list[str]:
    """Make parents what the files say; the names of the territories for which that changed something."""
    links = Territory.parents.through.objects
    wanted = {
        (known[record.key].pk, known[parent].pk): record.key
        for record in records
        for parent in record.parents
    }
    standing = {
        (link.from_territory_id, link.to_territory_id): link
        for link in links.filter(from_territory__in=[known[record.key].pk for record in records])
    }
    missing = [pair for pair in wanted if pair not in standing]
    own = {known[record.key].pk for record in records if known[record.key].dataset == name}
    stale = links.filter(
        pk__in=[link.pk for pair, link in standing.items() if pair not in wanted and pair[0] in own],
        to_territory__kind__in=_LOADED_PARENTS,
        to_territory__dataset=name,
    )
    gone = {link.from_territory_id for link in stale}
    if gone:
        stale.delete()
    links.bulk_create(
        links.model(from_territory_id=child, to_territory_id=parent) for child, parent in missing
    )
    touched = gone | {child for child, _ in missing}
    return [territory.name for territory in known.values() if territory.pk in touched]
