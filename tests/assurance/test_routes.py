"""Who gets what: the URL configuration × roles × methods, on own and foreign objects."""

from collections import defaultdict

import pytest

from .database import fingerprint, watched
from .routes import ROUTES
from .urlconf import walk
from .visits import METHODS, client_of, path_of, status_of, visit

NAMES = sorted(ROUTES)


def test_every_route_has_a_name():
    assert [found.route for found in walk() if not found.name] == []


def test_every_route_is_declared_and_every_declared_route_exists():
    existing = {found.name for found in walk()}
    assert {"undeclared": sorted(existing - set(ROUTES)), "gone": sorted(set(ROUTES) - existing)} == {
        "undeclared": [],
        "gone": [],
    }


def test_every_declared_case_gives_each_parameter_of_its_route():
    parameters = {found.name: {frozenset(found.parameters)} for found in walk()}
    for found in walk():
        parameters[found.name].add(frozenset(found.parameters))
    wrong = [
        (name, case.name)
        for name, route in ROUTES.items()
        for case in route.cases
        if frozenset(case.kwargs) not in parameters.get(name, {frozenset(case.kwargs)})
    ]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_each_role_gets_what_is_declared_and_reading_writes_nothing(name, world):
    surprises = defaultdict(list)
    for case in ROUTES[name].cases:
        where = f"{path_of(world, name, case)} ({case.name})"
        visitors = {role: client_of(world, case, role) for role in case.roles}
        before = fingerprint()
        for method in METHODS:
            for role, client in visitors.items():
                declared = ROUTES[name].expected(case, method, role)
                with watched() as writes:
                    response = visit(world, name, case, method, client)
                got = status_of(response)
                if got != declared:
                    surprises[f"{method} {where}: {got}, declared {declared}"].append(role)
                elif method == "GET" and got == 200 and is_html(response) != ROUTES[name].is_page:
                    surprises[f"{method} {where}: {response['Content-Type']}"].append(role)
                if method != "POST":
                    for sql in writes:
                        surprises[f"{method} {where}: {sql}"].append(role)
        if fingerprint() != before:
            surprises[f"{where}: the database differs"] = []
    assert not surprises, "\n" + "\n".join(f"{what}: {', '.join(who)}" for what, who in surprises.items())


def is_html(response):
    return response["Content-Type"].startswith("text/html")


def test_the_watch_sees_a_write(world):
    """The test above could not fail if the watch were blind."""
    before = fingerprint()
    with watched() as writes:
        world.public.title = "Autre titre"
        world.public.save()
    assert len(writes) == 1
    assert [table for table, digest in fingerprint().items() if digest != before[table]] == ["cycle_cycle"]
