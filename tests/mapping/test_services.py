import pytest
from django.core.exceptions import ValidationError

from mapping import services
from mapping.models import Territory
from support.public_pages.models import PublicScope
from tests.factories.mapping import square, territory

pytestmark = pytest.mark.django_db


def version():
    return PublicScope.objects.filter(name="territories").values_list("version", flat=True).first()


def create(**changed):
    told = {"kind": "qpv", "name": "Les Pyramides", "communes": list(Territory.objects.communes())}
    return services.create_neighbourhood(**{**told, **changed})


def test_asked_twice_it_gives_the_first_one_back():
    territory(code="91228")
    (first, is_new), (second, is_new_again) = create(outline=square()), create(outline=square())
    assert (is_new, is_new_again, first) == (True, False, second)


def test_a_refusal_leaves_nothing_behind_and_renews_nothing():
    territory(code="91228")
    quartier, _ = create(code="QP1")
    other, _ = create(code="QP2", name="Autre")
    before = version()
    with pytest.raises(ValidationError):
        create(code="QP1", name="Autre")
    with pytest.raises(ValidationError):
        services.change_neighbourhood(other, kind="qpv", name="Autre", communes=[], code="QP1")
    assert version() == before
    assert Territory.objects.get(code="QP2").parents.exists()
    assert Territory.objects.get(code="QP1") == quartier


def test_each_change_renews_the_public_pages():
    territory(code="91228")
    seen = [version()]
    quartier, _ = create()
    seen.append(version())
    services.change_neighbourhood(quartier, kind="qpv", name="Autre", communes=[])
    seen.append(version())
    services.delete_neighbourhood(quartier)
    seen.append(version())
    assert len(set(seen)) == 4
