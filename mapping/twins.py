"""Organisations that may be one and the same: what a steward compares before putting one on the map."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from .models import Actor
from .names import searchable

# Said in many names, they bring nobody closer.
COMMON = {
    *("association", "asso", "centre", "club", "college", "commune", "ecole", "espace", "lycee", "maison"),
    *("mairie", "mission", "pour", "dans", "avec", "service", "structure", "ville", "social", "locale"),
}
SHORTEST = 4
NUMBERS = {"siret": "SIRET", "rna": "numéro RNA", "uai": "code UAI"}


@dataclass
class Twin:
    """One organisation beside the proposed one, and why (French)."""

    actor: Actor
    reasons: list[str] = field(default_factory=list)
    weight: int = 0


def twins_of(actors: Iterable[Actor], user, *, limit=6) -> dict[int, list[Twin]]:
    """For each of these actors, by its key: what may be the same, the likeliest first. One query.

    Published ones come from the whole map, proposed ones from where this user keeps it. A merged one that
    bears the same register number speaks for the one that carries on.
    """
    actors = list(actors)
    near = Q()
    for actor in actors:
        near |= (
            Q(commune=actor.commune_id) | Q(search__startswith=searchable(actor.name)) | _same_number(actor)
        )
    if not near:
        return {}
    kept = Actor.objects.kept_by(user).proposed().values("pk")
    candidates = list(
        Actor.objects.filter(near)
        .filter(Q(status__in=[Actor.Status.PUBLISHED, Actor.Status.MERGED]) | Q(pk__in=kept))
        .select_related("commune", "merged_into__commune")
        .defer(
            "commune__outline",
            "commune__shape",
            "merged_into__commune__outline",
            "merged_into__commune__shape",
        )
    )
    return {actor.pk: _likeliest(actor, candidates)[:limit] for actor in actors}


def _same_number(actor) -> Q:
    same = Q(pk__in=[])
    for name in NUMBERS:
        if number := getattr(actor, name):
            same |= Q(**{name: number})
    return same


def _likeliest(actor, candidates) -> list[Twin]:
    found: dict[int, Twin] = {}
    for other in candidates:
        twin = _compared(actor, other)
        if twin.weight and twin.actor.pk != actor.pk:
            known = found.setdefault(twin.actor.pk, twin)
            if twin.weight > known.weight:
                found[twin.actor.pk] = twin
    return sorted(found.values(), key=lambda twin: (-twin.weight, twin.actor.name, twin.actor.pk))


def _compared(actor, other) -> Twin:
    twin = Twin(other.merged_into or other)
    for name, words in NUMBERS.items():
        if getattr(actor, name) and getattr(actor, name) == getattr(other, name):
            twin.reasons.append(f"même {words}")
            twin.weight += 8
    if other.merged_into_id:
        return twin
    if searchable(actor.name) == searchable(other.name):
        twin.reasons.append("même nom")
        twin.weight += 4
    # A word in common with another town's organisation is chance.
    elif actor.commune_id == other.commune_id and (shared := _words(actor) & _words(other)):
        twin.reasons.append(f"en commun : {', '.join(sorted(shared))}")
        twin.weight += 2
    if actor.commune_id == other.commune_id and (twin.weight or actor.category == other.category):
        # Alone, the town says little: many organisations are in it.
        twin.reasons.append("même commune")
        twin.weight += 1
        if actor.category == other.category:
            twin.reasons.append("même nature")
            twin.weight += 1
    return twin


def _words(actor) -> set[str]:
    place = set(searchable(actor.commune.name).split())
    words = searchable(actor.name).split()
    return {word for word in words if len(word) >= SHORTEST} - COMMON - place
