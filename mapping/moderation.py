"""What stewards do with proposed organisations: correct, publish, merge into a known one, or refuse.

Each verb is done once, on the version that the steward read: what somebody else did meanwhile is never undone
by surprise. An organisation that was settled (published, merged, withdrawn) is not settled again; a refused
one can be put back among those that wait, somebody who was erased never can.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from support.public_pages import touching

from .models import Action, Actor, ActorContact

SCOPE = "actors"


class StaleError(Exception):
    """Somebody else changed or settled the organisation first; `actor` is how it stands now."""

    def __init__(self, actor):
        super().__init__(actor.pk)
        self.actor = actor


def correct(actor, *, version, **fields) -> Actor:
    """Give a proposed organisation these fields; it stays proposed. Raises as `publish` does."""
    with touching(SCOPE):
        held = _hold(actor)
        if _holds(held, fields) and held.status == Actor.Status.PROPOSED:
            return held
        _refuse_stale(held, version)
        return _save(held, **fields)


def publish(actor, *, version, **fields) -> Actor:
    """Put a proposed organisation on the map, with these fields; asked again, nothing changes.

    StaleError; ValidationError when another organisation has one of its register numbers.
    """
    with touching(SCOPE):
        held = _hold(actor)
        if _holds(held, fields) and held.status == Actor.Status.PUBLISHED:
            return held
        _refuse_stale(held, version)
        return _save(held, **fields, status=Actor.Status.PUBLISHED)


def merge(actor, into, *, version) -> Actor:
    """Let a published organisation carry on for a proposed one, its actions and contacts included.

    The merged row stays and names the survivor, so that cards that name it follow. An `into` that was itself
    merged stands for its own survivor. Returns the survivor; asked again, nothing changes. StaleError;
    ValidationError when `into` is not on the map or is the same organisation.
    """
    survivor = _survivor(into)
    with touching(SCOPE):
        # In the order of their keys, so that two merges never wait for each other.
        rows = Actor.objects.select_for_update(of=("self",)).filter(pk__in=[actor.pk, survivor.pk])
        locked = {row.pk: row for row in rows.select_related("commune").order_by("pk")}
        held, survivor = locked[actor.pk], locked[survivor.pk]
        if held.merged_into_id == survivor.pk:
            return survivor
        if held.pk == survivor.pk:
            raise ValidationError("Une structure se fusionne dans une autre qu’elle-même.", code="itself")
        _refuse_stale(held, version)
        if survivor.status != Actor.Status.PUBLISHED:
            raise ValidationError("Choisissez une structure publiée.", code="not_published")
        Action.objects.filter(actor=held).update(actor=survivor)
        ActorContact.objects.filter(actor=held).update(actor=survivor)
        _save(held, status=Actor.Status.MERGED, merged_into=survivor)
        # What came over is the survivor's now: the file that brought it no longer writes over it.
        Actor.objects.filter(pk=survivor.pk).mark_changed()
        return survivor


def withdraw(actor, *, version) -> Actor:
    """Keep a proposed organisation off the map; who named it on a card still does. StaleError."""
    with touching(SCOPE):
        held = _hold(actor)
        if held.status == Actor.Status.WITHDRAWN:
            return held
        _refuse_stale(held, version)
        return _save(held, status=Actor.Status.WITHDRAWN)


def restore(actor, *, version) -> Actor:
    """Let a refused organisation wait again; asked again, nothing changes.

    StaleError, also for somebody who was erased; ValidationError when another organisation has one of its
    register numbers by now.
    """
    with touching(SCOPE):
        held = _hold(actor)
        if held.status == Actor.Status.PROPOSED:
            return held
        if held.version != version or not held.is_refused:
            raise StaleError(held)
        return _save(held, status=Actor.Status.PROPOSED)


def _hold(actor) -> Actor:
    return Actor.objects.select_for_update(of=("self",)).select_related("commune").get(pk=actor.pk)


def _refuse_stale(actor, version) -> None:
    if actor.version != version or actor.status != Actor.Status.PROPOSED:
        raise StaleError(actor)


def _holds(actor, fields) -> bool:
    return all(getattr(actor, name) == value for name, value in fields.items())


def _save(actor, **fields) -> Actor:
    for name, value in fields.items():
        setattr(actor, name, value)
    actor.version += 1
    try:
        with transaction.atomic():
            actor.save()
    except IntegrityError:
        raise ValidationError(
            "Une autre structure porte déjà l’un de ces numéros.", code="number_taken"
        ) from None
    return actor


def _survivor(actor) -> Actor:
    while actor.merged_into_id:
        actor = actor.merged_into
    return actor
