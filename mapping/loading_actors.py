"""Actors, from a file into the database, without writing over what people did since."""

from collections import Counter
from dataclasses import dataclass, field

from support.public_pages import touching
from support.toml import Problem, Refused

from .actor_file import ActionContent, ActorContent, ActorFile, ContactContent
from .models import Action, ActionPublic, ActionStage, Actor, ActorContact

_NUMBERS = {"siret": "SIRET", "rna": "numéro RNA", "uai": "code UAI"}


@dataclass
class Summary:
    """Names of actors, by what became of them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    # Corrected, merged or withdrawn by people: theirs since.
    left_alone: list[str] = field(default_factory=list)
    # No longer in the file: kept, because something may refer to them.
    gone: list[str] = field(default_factory=list)


def is_loaded(source: str) -> bool:
    """Whether anything came from this file before."""
    return Actor.objects.filter(source=source).exists()


def load(content: ActorFile) -> Summary:
    """Bring a file in, writing only what differs; Refused when a number in it is already another actor's."""
    summary = Summary()
    with touching("actors"):
        # In the order of their keys, as a merge locks them: neither waits for the other.
        rows = Actor.objects.filter(source=content.source).select_for_update().order_by("pk")
        known = {actor.source_key: actor for actor in rows}
        _refuse_taken_numbers(content, known)
        for told in content.actors:
            _load_one(content, told, known.get(told.key), summary)
        keys = {told.key for told in content.actors}
        summary.gone = [actor.name for key, actor in known.items() if key not in keys]
    return summary


def _load_one(content: ActorFile, told: ActorContent, actor: Actor | None, summary: Summary) -> None:
    if actor is None:
        summary.added.append(told.values["name"])
        actor = Actor(
            source=content.source,
            source_key=told.key,
            status=Actor.Status.PUBLISHED,
            is_fictional=content.is_fictional,
            **told.values,
        )
        actor.save()
        _write_parts(actor, told)
    elif actor.version > 1 or actor.status != Actor.Status.PUBLISHED:
        summary.left_alone.append(actor.name)
    else:
        values = {**told.values, "is_fictional": content.is_fictional}
        differs = any(getattr(actor, name) != value for name, value in values.items())
        parts_differ = _actions_of(actor) != Counter(told.actions) or _contacts_of(actor) != Counter(
            told.contacts
        )
        if differs:
            for name, value in values.items():
                setattr(actor, name, value)
            actor.save()
        if parts_differ:
            actor.actions.all().delete()
            actor.contacts.all().delete()
            _write_parts(actor, told)
        (summary.changed if differs or parts_differ else summary.unchanged).append(actor.name)


def _write_parts(actor: Actor, told: ActorContent) -> None:
    for one in told.actions:
        action = Action.objects.create(
            actor=actor, title=one.title, type=one.type, presentation=one.presentation
        )
        ActionPublic.objects.bulk_create(ActionPublic(action=action, public=public) for public in one.publics)
        ActionStage.objects.bulk_create(ActionStage(action=action, stage=stage) for stage in one.stages)
        action.territories.set(one.territories)
    ActorContact.objects.bulk_create(
        ActorContact(
            actor=actor,
            name=one.name,
            function=one.function,
            email=one.email,
            phone=one.phone,
            is_public=one.is_public,
        )
        for one in told.contacts
    )


def _actions_of(actor: Actor) -> Counter:
    return Counter(
        ActionContent(
            title=action.title,
            type=action.type,
            presentation=action.presentation,
            publics=frozenset(one.public for one in action.publics.all()),
            stages=frozenset(one.stage for one in action.stages.all()),
            territories=frozenset(one.territory_id for one in action.served.all()),
        )
        for action in actor.actions.prefetch_related("publics", "stages", "served")
    )


def _contacts_of(actor: Actor) -> Counter:
    return Counter(
        ContactContent(one.name, one.function, one.email, one.phone, one.is_public)
        for one in actor.contacts.all()
    )


def _refuse_taken_numbers(content: ActorFile, known: dict[str, Actor]) -> None:
    problems = []
    for position, told in enumerate(content.actors, start=1):
        numbers = {name: told.values[name] for name in _NUMBERS if told.values[name]}
        for name, number in numbers.items():
            others = Actor.objects.bearing_numbers().filter(**{name: number})
            if told.key in known:
                others = others.exclude(pk=known[told.key].pk)
            if others.exists():
                where = f"actors[{position}].{name}"
                problems.append(Problem(where, f"une autre structure porte déjà ce {_NUMBERS[name]}."))
    if problems:
        raise Refused(problems)
