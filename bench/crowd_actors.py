"""Five thousand invented actors with some eight thousand actions, uneven as real ones are, to be measured."""

import itertools
import random

from django.db import transaction

from mapping.models import (
    CATEGORY_LABELS,
    Action,
    ActionPublic,
    ActionStage,
    ActionTerritory,
    ActionType,
    Actor,
    LegalFamily,
    Public,
    Stage,
    Territory,
)
from mapping.names import searchable
from support.public_pages import touching

ACTORS = 5_000
_BATCH = 1_000
_NOUNS = (
    "Atelier",
    "Boussole",
    "Collège",
    "Étape",
    "Foyer",
    "Lycée",
    "Maison",
    "Passerelle",
    "Relais",
    "Tremplin",
)
_PLACES = ("du Moulin", "de l’Écluse", "des Peupliers", "d’en Haut", "de la Halle", "des Trois Ponts")
_TITLES = (
    "Aide aux devoirs",
    "Écoute",
    "Reprendre pied",
    "Tutorat",
    "Stage de découverte",
    "Café des parents",
)
_PROSE = "Une équipe accueille, écoute et accompagne, deux soirs par semaine, avec les familles et l’école. "
# How many actions an actor has, and how often: 1.6 in the mean, some none.
_ACTIONS = {0: 15, 1: 40, 2: 25, 3: 12, 4: 6, 5: 2}


def fill(count: int = ACTORS) -> int:
    """Puts them into the communes of the database, the populous ones first; the number of their actions."""
    chance = random.Random(91)  # noqa: S311 (the same crowd each time)
    communes = list(Territory.objects.communes().filter(population__gt=0).only("name", "population"))
    around = _around()
    department = Territory.objects.filter(kind=Territory.Kind.DEPARTMENT).earliest("pk").pk
    weights = [commune.population or 1 for commune in communes]
    with touching("actors"), transaction.atomic():
        actors = Actor.objects.bulk_create(
            (_actor(chance, n, chance.choices(communes, weights)[0]) for n in range(count)), _BATCH
        )
        actions = Action.objects.bulk_create(
            (
                _action(chance, actor)
                for actor in actors
                for _ in range(chance.choices(list(_ACTIONS), list(_ACTIONS.values()))[0])
            ),
            _BATCH,
        )
        seats = {actor.pk: actor.commune_id for actor in actors}
        ActionTerritory.objects.bulk_create(
            (
                ActionTerritory(action=action, territory_id=place)
                for action in actions
                for place in _served(chance, seats[action.actor_id], communes, weights, around, department)
            ),
            _BATCH,
        )
        ActionPublic.objects.bulk_create(
            _some(chance, actions, ActionPublic, "public", Public.values), _BATCH
        )
        ActionStage.objects.bulk_create(_some(chance, actions, ActionStage, "stage", Stage.values), _BATCH)
    return len(actions)


def _actor(chance, number, commune) -> Actor:
    actor = Actor(
        name=f"{chance.choice(_NOUNS)} {chance.choice(_PLACES)} {number}",
        legal_family=chance.choice(LegalFamily.values),
        category=chance.choice(list(CATEGORY_LABELS)),
        commune=commune,
        presentation=_PROSE * chance.randrange(4),
        status=Actor.Status.PUBLISHED,
        is_fictional=True,
    )
    actor.search = actor.search_text()
    return actor


def _action(chance, actor) -> Action:
    title = f"{chance.choice(_TITLES)} {chance.choice(_PLACES)}"
    return Action(actor=actor, title=title, type=chance.choice(ActionType.values), search=searchable(title))


def _served(chance, seat, communes, weights, around, department) -> set[int]:
    """Where an action is offered: mostly near its actor's seat, sometimes far from it, seldom everywhere."""
    kind = chance.random()
    if kind < 0.06:
        return {department}
    if kind < 0.25 and seat in around:
        return {around[seat]}
    others = chance.choices(communes, weights, k=chance.choice((0, 0, 1, 2)))
    return {seat, *(commune.pk for commune in others)}


def _around() -> dict[int, int]:
    """The intercommunalité of each commune."""
    links = Territory.parents.through.objects.filter(to_territory__kind=Territory.Kind.EPCI)
    return dict(links.values_list("from_territory", "to_territory"))


def _some(chance, actions, model, name, values):
    """One or two of these values for each action."""
    return itertools.chain.from_iterable(
        (model(action=action, **{name: value}) for value in chance.sample(values, chance.choice((1, 1, 2))))
        for action in actions
    )
