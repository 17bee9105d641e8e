"""Who acts where, for whom: the question that an address asks of the map, and its answer."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Aggregate, Exists, OuterRef, Q, QuerySet, TextField

from .geography import Commune, Geography, Place
from .models import Action, ActionTerritory, Actor
from .names import searchable

# What counts: acting near, or for a whole department too, or that alone, or having a seat.
NEAR, ALL, WIDE, SEATS = "", "tout", "departement", "siege"


@dataclass(frozen=True)
class Question:
    """What somebody asks of the map; every question has an address."""

    words: str = ""
    category: str = ""
    public: str = ""
    stage: str = ""
    place: Place | None = None
    view: str = NEAR

    def address(self, page: int | None = None, **changes) -> str:
        """The query string of this question, or of one like it; « ? » for the question that asks nothing."""
        asked = replace(self, **changes) if changes else self
        told = {
            "q": asked.words,
            "categorie": asked.category,
            "public": asked.public,
            "moment": asked.stage,
            "vue": asked.view,
            "page": page,
            # Last, so that the links of a map differ in nothing but their end.
            "territoire": asked.place.key if asked.place else "",
        }
        return "?" + urlencode({name: value for name, value in told.items() if value})

    @property
    def asks_of_actions(self) -> bool:
        """Whether only somebody with an action of a certain kind can be part of the answer."""
        return bool(self.public or self.stage)

    def actions(self) -> Q:
        """What one and the same action must fulfil."""
        wanted = Q()
        if self.public:
            wanted &= Q(publics__public=self.public)
        if self.stage:
            wanted &= Q(stages__stage=self.stage)
        return wanted

    def actors(self) -> QuerySet[Actor]:
        """Published actors of the category that say all the words in what they are or do, anywhere."""
        actors = Actor.objects.published()
        if self.category:
            actors = actors.filter(category=self.category)
        for word in dict.fromkeys(searchable(self.words).split()):
            titled = Action.objects.filter(actor=OuterRef("pk"), search__contains=word)
            actors = actors.filter(Q(search__contains=word) | Exists(titled))
        return actors


class _Gathered(Aggregate):
    """Numbers of a group as one text: a row a place, where one a number would take ten times as long."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s)", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, template="STRING_AGG((%(expressions)s)::text, ',')", **extra)


@dataclass
class Answer:
    """Who acts in each commune. A number is always the length of the list behind it."""

    question: Question
    geography: Geography

    @cached_property
    def actors(self) -> QuerySet[Actor]:
        """The list of this answer, by name."""
        asked, place = self.question, self.question.place
        actors = asked.actors()
        if asked.view == SEATS and place:
            actors = actors.filter(commune__in=[one.pk for one in self.geography.communes_of(place)])
        if asked.asks_of_actions or self._reach is not None:
            actors = actors.filter(Exists(self.actions.filter(actor=OuterRef("pk"))))
        # What is searched begins with the name, and sorts É with E on both databases.
        return actors.order_by("search", "pk")

    @property
    def actions(self) -> QuerySet[Action]:
        """The actions that make an actor part of this answer, each once."""
        actions = Action.objects.filter(self.question.actions())
        if self._reach is not None:
            served = ActionTerritory.objects.filter(action=OuterRef("pk"), territory__in=self._reach)
            actions = actions.filter(Exists(served))
        return actions

    @cached_property
    def total(self) -> int:
        """How many are in the list."""
        place = self.question.place
        if self.question.view == SEATS:
            if place:
                return sum(len(self._found.get(one.pk, ())) for one in self.geography.communes_of(place))
        elif self._reach is not None:
            return len(self._in(self._reach))
        return self.actors.order_by().count()

    @cached_property
    def numbers(self) -> list[tuple[Commune, int]]:
        """Each commune of the place with how many are in the list of its own."""
        return [
            (commune, self.number_in(commune)) for commune in self.geography.communes_of(self.question.place)
        ]

    def number_in(self, commune: Commune) -> int:
        view = self.question.view
        if view == SEATS:
            return len(self._found.get(commune.pk, ()))
        if view == WIDE:
            return len(self._in(commune.wide))
        return len(self._in(commune.near | commune.wide if view == ALL else commune.near))

    @cached_property
    def nobody(self) -> list[Commune]:
        """The communes of the place where the answer is nobody."""
        return [commune for commune, number in self.numbers if not number]

    @cached_property
    def wide(self) -> int:
        """How many offer an action to the whole department: told apart, as long as nobody asks for all."""
        return 0 if self.question.view == SEATS else len(self._in(self.geography.wide(self.question.place)))

    @property
    def counts_wide(self) -> bool:
        """Whether those of the whole department are in the total."""
        place = self.question.place
        return self.question.view in (ALL, WIDE) or place is None or place.is_wide

    @cached_property
    def _reach(self) -> frozenset[int] | None:
        """One of which an action must serve; None when any place will do, or none."""
        view, place = self.question.view, self.question.place
        if view == SEATS:
            return None
        if view == WIDE:
            return self.geography.wide(place)
        if place is None:
            return None
        near = self.geography.near(place)
        return near | self.geography.wide(place) if view == ALL else near

    def _in(self, places) -> set[str]:
        found = self._found
        return set().union(*(found[pk] for pk in places if pk in found))

    @cached_property
    def _found(self) -> dict[int, set[str]]:
        """For each place in question, who serves it; for each commune, who sits there. One query."""
        asked = self.question
        actors = asked.actors().order_by()
        if asked.view == SEATS:
            if asked.asks_of_actions:
                actors = actors.filter(Exists(self.actions.filter(actor=OuterRef("pk"))))
            return _sets(actors.values_list("commune").annotate(who=_Gathered("pk")))
        # Through the action, so that a public and a moment are those of the one that serves the place.
        served = Action.objects.filter(asked.actions(), served__isnull=False)
        if asked.words:
            served = served.filter(actor__in=actors)
        else:
            served = served.filter(actor__status=Actor.Status.PUBLISHED)
            if asked.category:
                served = served.filter(actor__category=asked.category)
        if asked.place is not None:
            geography, communes = self.geography, self.geography.communes_of(asked.place)
            around = geography.near(asked.place) | geography.wide(asked.place)
            places = around.union(*(one.near for one in communes))
            served = served.filter(served__territory__in=places)
        return _sets(served.order_by().values_list("served__territory").annotate(who=_Gathered("actor_id")))


def _sets(rows) -> dict[int, set[str]]:
    return {pk: set(who.split(",")) for pk, who in rows}
