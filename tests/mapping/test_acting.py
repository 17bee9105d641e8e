"""Who acts where: each number is the length of its list, and each list holds whom it should."""

import itertools
import secrets

import pytest

from mapping.acting import ALL, NEAR, SEATS, WIDE, Answer, Question
from mapping.geography import geography
from support.public_pages import touching
from tests.factories.mapping import action, actor, territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    """A region, two departments, an intercommunalité of each, four communes, one of the past, a quartier."""
    make = territory
    region = make(kind="region", code="R", name="Région")
    north = make(kind="department", code="N", name="Nord", parents=[region])
    south = make(kind="department", code="S", name="Sud", parents=[region])
    agglo = make(kind="epci", code="A", name="Agglo", parents=[north])
    plain = make(kind="epci", code="P", name="Plaine", parents=[south])
    places = {
        "region": region,
        "north": north,
        "south": south,
        "agglo": agglo,
        "plain": plain,
        "mill": make(code="N1", name="Moulin", parents=[north, agglo]),
        "lock": make(code="N2", name="Écluse", parents=[north, agglo]),
        "alone": make(code="N3", name="Isolée", parents=[north]),
        "field": make(code="S1", name="Champ", parents=[south, plain]),
    }
    places["past"] = make(
        kind="former_commune", code="N9", name="Jadis", successor=places["mill"], parents=[north]
    )
    places["quartier"] = make(kind="qpv", code="Q", name="Halle", parents=[places["mill"]])
    places["other_quartier"] = make(kind="qpv", code="Q2", name="Gare", parents=[places["mill"]])
    return places


def new_stamp():
    """The versions of scopes as nobody has ever seen them."""
    return (secrets.randbits(63),)


def names(answer):
    return set(answer.actors.values_list("name", flat=True))


def ask(land=None, place=None, **question):
    places = geography()
    where = None
    if place:
        where = next(one for one in places.places.values() if one.pk == land[place].pk)
    return Answer(Question(place=where, **question), places)


def serving(name, *places, seat=None, **fields):
    one = actor(name=name, **({"commune": seat} if seat else {}))
    action(one, territories=places, **fields)
    return one


@pytest.fixture
def acting(land):
    """One actor for each kind of place that an action can serve."""
    seat = land["alone"]
    return {name: serving(name, place, seat=seat) for name, place in land.items()}


LISTS = {
    "mill": {"mill", "agglo", "quartier", "other_quartier", "past"},
    "lock": {"lock", "agglo"},
    "alone": {"alone"},
    "quartier": {"quartier", "mill", "agglo"},
    "agglo": {"agglo", "mill", "lock", "quartier", "other_quartier", "past"},
    "plain": {"plain", "field"},
    "north": {"north", "agglo", "mill", "lock", "alone", "quartier", "other_quartier", "past"},
}


@pytest.mark.parametrize("place", LISTS)
def test_who_acts_in_a_place_serves_it_a_part_of_it_or_what_is_around_it(land, acting, place):
    answer = ask(land, place)
    assert names(answer) == LISTS[place]
    assert answer.total == len(LISTS[place])


def test_a_region_holds_its_departments(land, acting):
    assert names(ask(land, "region")) == set(acting)


def test_who_serves_a_whole_department_is_told_apart(land, acting):
    answer = ask(land, "mill")
    assert (answer.wide, answer.counts_wide) == (2, False)
    assert names(ask(land, "mill", view=WIDE)) == {"north", "region"}
    assert names(ask(land, "mill", view=ALL)) == LISTS["mill"] | {"north", "region"}
    assert ask(land, "north").counts_wide


def test_seats_are_counted_where_they_are(land):
    one = serving("Assise", land["field"], seat=land["mill"])
    actor(name="Sans action", commune=land["mill"])
    assert names(ask(land, "agglo", view=SEATS)) == {one.name, "Sans action"}
    assert names(ask(land, "quartier", view=SEATS)) == {one.name, "Sans action"}
    assert names(ask(land, "field", view=SEATS)) == set()


def test_everywhere_lists_even_who_has_no_action(land):
    actor(name="Sans action", commune=land["mill"])
    assert names(ask()) == {"Sans action"}
    assert names(ask(public="parents")) == set()


@pytest.mark.parametrize("status", ["proposed", "withdrawn"])
def test_only_published_actors_count(land, status):
    one = actor(name="Cachée", commune=land["mill"], status=status)
    action(one, territories=[land["mill"], land["north"]])
    for view in (NEAR, ALL, WIDE, SEATS):
        answer = ask(land, "mill", view=view)
        assert (answer.total, names(answer), answer.wide) == (0, set(), 0)
        assert not any(number for _, number in answer.numbers)


def test_public_and_moment_are_those_of_one_action_which_serves_the_place(land):
    one = actor(name="Deux actions", commune=land["mill"])
    action(one, publics=["age_16_18"], stages=["prevention"], territories=[land["mill"]])
    action(one, publics=["parents"], stages=["out_of_school"], territories=[land["field"]])
    assert ask(land, "mill", public="age_16_18").total == 1
    assert ask(land, "mill", public="parents").total == 0
    assert ask(public="age_16_18", stage="out_of_school").total == 0
    assert ask(public="age_16_18", stage="prevention").total == 1
    assert ask(land, "mill", public="parents", stage="out_of_school", view=SEATS).total == 1


def test_all_words_are_found_without_accents_in_what_an_actor_says_or_does(land):
    one = actor(name="L’Échappée", presentation="Un café associatif", commune=land["mill"])
    action(one, title="Reprendre pied", territories=[land["mill"]])
    actor(name="Échappatoire", commune=land["mill"])
    for words in ["echappee", "CAFÉ pied", "reprendre  l'echappee", "moulin"]:
        assert "L’Échappée" in names(ask(words=words)), words
        assert ask(land, "mill", words=words).total == 1, words
    assert names(ask(words="echapp")) == {"L’Échappée", "Échappatoire"}
    assert ask(words="echappee introuvable").total == 0
    assert ask(words="%").total == ask(words="_").total == 0


def test_a_new_title_is_found(land):
    told = action(actor(commune=land["mill"]), title="Avant")
    told.title = "Après l’école"
    told.save(update_fields=["title"])
    assert ask(words="apres ecole").total == 1


def test_the_list_is_in_the_order_of_names_as_they_are_read():
    for name in ["Zénith", "Écho", "Atelier", "Fabrique"]:
        actor(name=name)
    assert list(ask().actors.values_list("name", flat=True)) == ["Atelier", "Écho", "Fabrique", "Zénith"]


def test_every_number_is_the_length_of_its_list(land):
    """Every question there is, put to a small world in which actors serve many places in many ways."""
    places = list(land.values())
    publics, stages = ["age_16_18", "parents"], ["prevention", "out_of_school"]
    for n in range(14):
        one = actor(
            name=f"Numéro {n}",
            commune=[land["mill"], land["lock"], land["field"], land["alone"]][n % 4],
            category=["social_centre", "cfa"][n % 2],
        )
        for k in range(n % 4):
            action(
                one,
                title=f"Essai {k}",
                publics=publics[: 1 + (n + k) % 2],
                stages=[stages[k % 2]],
                territories=[places[(n * 3 + k) % len(places)], places[(n + 5 * k) % len(places)]]
                if (n * 3 + k) % len(places) != (n + 5 * k) % len(places)
                else [],
            )
    with touching("territories"):
        pass
    world = geography()
    stamp = new_stamp()
    asked = 0
    for words, category, public, stage, place, view in itertools.product(
        ("", "numero 1"),
        ("", "cfa"),
        ("", "age_16_18"),
        ("", "out_of_school"),
        (None, *world.places.values()),
        (NEAR, ALL, WIDE, SEATS),
    ):
        if words and category:
            continue
        question = Question(words, category, public, stage, place, view)
        answer = Answer(question, world)
        told = f"{question.address()}"
        assert answer.total == answer.actors.count(), told
        remembered = Answer(question, world, stamp)
        assert remembered.total == answer.total, told
        assert (remembered.numbers, remembered.wide) == (answer.numbers, answer.wide), told
        assert remembered.ranked == list(answer.actors.values_list("pk", flat=True)), told
        if place is None or asked % 7 == 0:
            for commune, number in answer.numbers:
                behind = Answer(Question(words, category, public, stage, commune, view), world)
                assert number == behind.actors.count(), f"{told}: {commune.name}"
            if view != SEATS:
                wide = Answer(Question(words, category, public, stage, place, WIDE), world)
                assert answer.wide == wide.actors.count(), told
        asked += 1
    assert asked > 500


def test_the_places_are_read_again_when_a_territory_changes(land, django_assert_num_queries):
    with touching("territories"):
        pass
    geography()
    with django_assert_num_queries(1):
        assert "commune-N1" in geography().places
    with touching("territories"):
        territory(code="N7", name="Neuve")
    assert "commune-N7" in geography().places


def test_an_address_says_the_question_and_nothing_else(land):
    assert Question().address() == "?"
    asked = ask(land, "mill", words="à l’école", public="parents", view=ALL).question
    assert asked.address() == "?q=%C3%A0+l%E2%80%99%C3%A9cole&public=parents&vue=tout&territoire=commune-N1"
    assert asked.address(place=None, words="", view=NEAR) == "?public=parents"
    assert asked.address(page=2).endswith("page=2&territoire=commune-N1")


def test_another_place_or_page_of_a_question_gathers_nothing_anew(land, django_assert_num_queries):
    serving("Ici", land["mill"])
    places, stamp = geography(), new_stamp()
    mill = next(one for one in places.communes if one.pk == land["mill"].pk)

    def ask(place=None, stamp=stamp, **question):
        answer = Answer(Question(place=place, **question), places, stamp)
        return answer.total, answer.wide, [number for _, number in answer.numbers], answer.ranked

    ask()
    with django_assert_num_queries(0):
        ask(mill)
        ask(mill, view=ALL)
    # One for the serving, one for the order.
    with django_assert_num_queries(2):
        ask(mill, stamp=new_stamp())


def test_words_cost_one_query_more(land, django_assert_num_queries):
    serving("Ici", land["mill"])
    places, stamp = geography(), new_stamp()
    # At first who serves which place, who is there at all, and in which order.
    for queries in (4, 1):
        answer = Answer(Question(words="ici"), places, stamp)
        with django_assert_num_queries(queries):
            assert (answer.total, answer.wide) == (1, 0)
