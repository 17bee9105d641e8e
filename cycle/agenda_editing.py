"""Writing the run of a workday: each verb is one transaction, one at a time for a cycle.

The run has a version of its own, which each form carries: who saves a run that is no longer the one they
read is told, and nothing is written. Sending the same thing twice is no conflict.
"""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from accounts.models import Identity
from support.french import french_duration
from support.public_pages import bump

from .changes import Words
from .models import AgendaItem, Cycle, Workday
from .models.agenda import ITEMS_A_DAY
from .services import lock

# What is decided of an item, beside its place.
WRITTEN = ("title", "minutes", "intention", "method", "material", "lead", "theme", "is_public")
# Further than any rank of a day.
_ASIDE = 10_000


class StaleAgendaError(Exception):
    """Somebody else saved this run since it was read: its day as it now stands, and the item where one is
    meant and still there. Nothing was written."""

    def __init__(self, workday: Workday, item: AgendaItem | None = None):
        super().__init__("The run of this day was saved by somebody else in the meantime.")
        self.workday = workday
        self.item = item


class FullAgendaError(Exception):
    """A day holds no more than ITEMS_A_DAY items. Nothing was written."""


def in_words_of(item: AgendaItem) -> Words:
    """What is said of an item, under the names that people read; not where it stands."""
    return {
        "Titre": item.title,
        "Durée": french_duration(item.minutes),
        "Intention": item.intention,
        "Méthode": item.get_method_display() if item.method else "",
        "Matériel": item.material,
        "Animation": item.lead,
        "Thème": str(item.theme or ""),
        "Page de la journée": "montrée" if item.is_public else "dans l’équipe seulement",
    }


@transaction.atomic
def add_item(wanted: AgendaItem, *, after: int | None, version: int, user) -> bool:
    """Put an item after the one of that key, first where it is 0, last where it is None; whether it is new.

    Its `uid`, chosen when the form was shown, tells a second sending from a second item. StaleAgendaError
    when the run was saved meanwhile, or when that item is there and says something else by now.
    """
    cycle, workday = _lock(wanted.workday, user)
    known = AgendaItem.objects.filter(uid=wanted.uid).select_related("theme").first()
    if known is not None and known.workday_id != workday.pk:
        # No form of this day gave it out.
        wanted.uid, known = uuid.uuid4(), None
    if known is not None:
        if in_words_of(known) == in_words_of(wanted):
            return False
        raise StaleAgendaError(workday, known)
    if workday.agenda_version != version:
        raise StaleAgendaError(workday)
    items = _items(workday)
    if len(items) >= ITEMS_A_DAY:
        raise FullAgendaError
    wanted.rank = len(items) + 1
    wanted.save(force_insert=True)
    place = next((place for place, item in enumerate(items, start=1) if item.pk == after), len(items))
    items.insert(0 if after == 0 else place, wanted)
    _rank(items)
    _wrote(cycle, workday, user)
    return True


@transaction.atomic
def save_item(wanted: AgendaItem, *, version: int, user) -> bool:
    """Bring an item to what `wanted` says, an unsaved copy of it; whether it changed. It stays in its place.

    StaleAgendaError when the run was saved meanwhile and the item says something else, or is gone.
    """
    cycle, workday = _lock(wanted.workday, user)
    item = AgendaItem.objects.filter(workday=workday, pk=wanted.pk).select_related("theme").first()
    if item is not None and in_words_of(item) == in_words_of(wanted):
        return False
    if item is None or workday.agenda_version != version:
        raise StaleAgendaError(workday, item)
    for name in WRITTEN:
        setattr(item, name, getattr(wanted, name))
    item.save(update_fields=WRITTEN)
    _wrote(cycle, workday, user)
    return True


@transaction.atomic
def move_item(workday: Workday, pk: int, *, to: int, version: int, user) -> tuple[AgendaItem, int]:
    """Put an item at rank `to`, and say which one, of how many; outside of the run, it stays where it is.

    StaleAgendaError when the run was saved meanwhile and the item is elsewhere, or gone.
    """
    cycle, workday = _lock(workday, user)
    items = _items(workday)
    item = next((item for item in items if item.pk == pk), None)
    if item is not None and (item.rank == to or not 1 <= to <= len(items)):
        return item, len(items)
    if item is None or workday.agenda_version != version:
        raise StaleAgendaError(workday, item)
    items.remove(item)
    items.insert(to - 1, item)
    _rank(items)
    _wrote(cycle, workday, user)
    return item, len(items)


@transaction.atomic
def remove_item(workday: Workday, pk: int, *, version: int, user) -> bool:
    """Take an item out of the run; False when it was out already. StaleAgendaError as above."""
    cycle, workday = _lock(workday, user)
    items = _items(workday)
    item = next((item for item in items if item.pk == pk), None)
    if item is None:
        return False
    if workday.agenda_version != version:
        raise StaleAgendaError(workday, item)
    item.delete()
    _rank([one for one in items if one is not item])
    _wrote(cycle, workday, user)
    return True


@transaction.atomic
def copy_agenda(workday: Workday, source: Workday, *, key: uuid.UUID, version: int, user) -> int:
    """Add all items of another day at the end of this one, and say how many; 0 when it was done already.

    Themes come along within one cycle. `key`, chosen when the form was shown, tells a second sending from a
    second copy. StaleAgendaError when the run was saved meanwhile.
    """
    cycle, workday = _lock(workday, user)
    items = _items(workday)
    copies = []
    for rank, item in enumerate(_items(source), start=len(items) + 1):
        uid = uuid.uuid5(key, str(item.uid))
        written = {name: getattr(item, name) for name in WRITTEN}
        if source.cycle_id != workday.cycle_id:
            written["theme"] = None
        copies.append(AgendaItem(workday=workday, rank=rank, uid=uid, **written))
    if AgendaItem.objects.filter(uid__in=[copy.uid for copy in copies]).exists():
        return 0
    if workday.agenda_version != version:
        raise StaleAgendaError(workday)
    if len(items) + len(copies) > ITEMS_A_DAY:
        raise FullAgendaError
    AgendaItem.objects.bulk_create(copies)
    if copies:
        _wrote(cycle, workday, user)
    return len(copies)


def _lock(workday: Workday, user) -> tuple[Cycle, Workday]:
    """The cycle, held until the end, and the day as it stands from then on."""
    cycle = lock(workday.cycle, user)
    return cycle, Workday.objects.in_full().get(pk=workday.pk)


def _items(workday: Workday) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(workday=workday).select_related("theme"))


def _rank(items: Sequence[AgendaItem]) -> None:
    """Number these, all the items of a day, from 1 in this order."""
    moved = []
    for rank, item in enumerate(items, start=1):
        if item.rank != rank:
            item.rank = rank
            moved.append(item)
    if moved:
        # No two ranks are ever the same: those that move step aside before each takes its own.
        AgendaItem.objects.filter(pk__in=[item.pk for item in moved]).update(rank=F("rank") + _ASIDE)
        AgendaItem.objects.bulk_update(moved, ["rank"])


def _wrote(cycle: Cycle, workday: Workday, user) -> None:
    """A new version of the run. Diaries show nothing of it: the day itself is as before."""
    workday.mark_agenda_edited(Identity.objects.of(user))
    workday.save(update_fields=["agenda_version", "agenda_edited_at", "agenda_edited_by"])
    bump("cycles", cycle.scope)
