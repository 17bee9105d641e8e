import pytest

from tests.factories.accounts import user
from tests.factories.mapping import drawn, square, steward, territory


@pytest.fixture
def department():
    return territory(kind="department", code="91", name="Essonne")


@pytest.fixture
def communes(department):
    """Évry and Massy, each in its intercommunalité."""
    return [
        drawn(
            name=name,
            code=code,
            outline=square(west=west),
            parents=[department, territory(kind="epci", name=f"Agglo de {name}", parents=[department])],
        )
        for name, code, west in [("Évry", "91228", 2.4), ("Massy", "91377", 2.2)]
    ]


@pytest.fixture
def keeper(department, communes):
    """Somebody who keeps the map of the department."""
    person = user()
    steward(department, person)
    return person


@pytest.fixture
def outsider():
    """Somebody who keeps the map of another department, with a commune of its own."""
    person, elsewhere = user(), territory(kind="department", code="92")
    territory(code="92001", parents=[elsewhere])
    steward(elsewhere, person)
    return person
