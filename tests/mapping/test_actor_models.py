import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, ProtectedError
from django.forms import modelform_factory

from mapping.models import (
    CATEGORY_LABELS,
    Action,
    ActionPublic,
    ActionStage,
    ActionTerritory,
    Actor,
    ActorContact,
)
from tests.factories.accounts import user
from tests.factories.mapping import action, actor, steward, territory

pytestmark = pytest.mark.django_db

MODELS = (Actor, ActorContact, Action, ActionTerritory, ActionPublic, ActionStage)
BROKEN = {
    "actor_has_a_name": (Actor, {"name": ""}),
    "actor_family_is_known": (Actor, {"legal_family": "guild"}),
    "actor_category_is_known": (Actor, {"category": "castle"}),
    "actor_status_is_known": (Actor, {"status": "lost"}),
    "actor_merged_names_its_survivor": (Actor, {"status": "merged"}),
    "actor_forgotten_is_off_the_map": (Actor, {"is_forgotten": True}),
    "actor_point_is_on_earth": (Actor, {"latitude": 48}),
    "actor_source_has_a_key": (Actor, {"source": "essai"}),
    "actor_contact_is_somebody": (ActorContact, {"phone": "01 60 00 00 00"}),
    "actor_contact_can_be_reached": (ActorContact, {"name": "Anna"}),
    "action_has_a_title": (Action, {"title": ""}),
    "action_type_is_known": (Action, {"type": "juggling"}),
    "action_public_is_known": (ActionPublic, {"public": "cats"}),
    "action_stage_is_known": (ActionStage, {"stage": "encore"}),
}
NEEDS_ROWS = {"actor_merges_into_another"}


def broken(name):
    """A row that breaks this constraint, and nothing else; unsaved."""
    model, fields = BROKEN[name]
    made = {
        Actor: lambda: {
            "name": "A",
            "legal_family": "state",
            "category": "school",
            "commune": territory(),
        },
        ActorContact: lambda: {"actor": actor()},
        Action: lambda: {"actor": actor(), "title": "A", "type": "prevention"},
    }.get(model, lambda: {"action": action(actor())})()
    return model(**{**made, **fields})


@pytest.mark.parametrize("name", BROKEN)
def test_each_constraint_holds_in_the_database(name):
    row = broken(name)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


@pytest.mark.parametrize("name", BROKEN)
def test_each_constraint_says_why_in_french(name):
    row = broken(name)
    (constraint,) = (c for c in row._meta.constraints if c.name == name)
    with pytest.raises(ValidationError) as refused:
        constraint.validate(type(row), row)
    assert refused.value.messages == [constraint.violation_error_message]
    assert refused.value.messages[0].endswith(".")


def test_every_declared_check_is_broken_here():
    declared = {c.name for model in MODELS for c in model._meta.constraints if isinstance(c, CheckConstraint)}
    assert declared == set(BROKEN) | NEEDS_ROWS


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 2), (-91, 2), (48, 181), (48, -181), (None, 2)])
def test_a_point_lies_on_earth(latitude, longitude):
    with pytest.raises(IntegrityError), transaction.atomic():
        actor(latitude=latitude, longitude=longitude)


def test_an_actor_is_never_merged_into_itself():
    one = actor()
    with pytest.raises(IntegrityError, match="actor_merges_into_another"), transaction.atomic():
        Actor.objects.filter(pk=one.pk).update(status="merged", merged_into=one)


def test_only_a_merged_actor_names_a_survivor():
    one, other = actor(), actor()
    with pytest.raises(IntegrityError, match="actor_merged_names_its_survivor"), transaction.atomic():
        Actor.objects.filter(pk=one.pk).update(merged_into=other)


@pytest.mark.parametrize(
    ("field", "number"), [("siret", "73282932000074"), ("rna", "W912000001"), ("uai", "0750655E")]
)
def test_a_number_is_borne_once_among_those_that_are_not_merged(field, number):
    first, second = actor(**{field: number}), actor()
    actor(**{field: ""})
    with pytest.raises(IntegrityError), transaction.atomic():
        actor(**{field: number})
    Actor.objects.filter(pk=first.pk).update(status="merged", merged_into=second)
    Actor.objects.filter(pk=second.pk).update(**{field: number})
    assert Actor.objects.filter(**{field: number}).count() == 2


def test_a_source_gives_an_actor_once():
    actor(source="essai", source_key="a")
    actor(source="essai", source_key="b")
    actor(source="autre", source_key="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        actor(source="essai", source_key="a")


@pytest.mark.parametrize(
    ("model", "field", "value"), [(ActionPublic, "public", "parents"), (ActionStage, "stage", "prevention")]
)
def test_an_action_names_a_public_and_a_stage_once(model, field, value):
    done = action(actor(), publics=["parents"], stages=["prevention"])
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(action=done, **{field: value})


def test_an_action_serves_a_place_once_and_the_place_stays_while_it_does():
    place = territory(kind="epci")
    done = action(actor(), territories=[place])
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionTerritory.objects.create(action=done, territory=place)
    with pytest.raises(ProtectedError):
        place.delete()


def test_a_commune_with_an_actor_cannot_vanish():
    with pytest.raises(ProtectedError):
        actor().commune.delete()


@pytest.mark.parametrize("kind", ["department", "epci", "qpv"])
def test_an_actor_is_seated_in_a_commune_of_today(kind):
    with pytest.raises(ValidationError) as refused:
        actor(commune=territory(kind=kind)).full_clean()
    assert refused.value.message_dict == {"commune": ["Choisissez une commune d’aujourd’hui."]}


def test_numbers_are_kept_without_spaces_in_capitals():
    one = actor(siret="732 829 320 00074", rna="w912 000001", uai=" 0750655e")
    one.full_clean()
    assert (one.siret, one.rna, one.uai) == ("73282932000074", "W912000001", "0750655E")


def test_a_form_takes_numbers_as_people_copy_them():
    form = modelform_factory(Actor, fields=["siret"])({"siret": "732 829 320 00074"}, instance=actor())
    assert form.is_valid(), form.errors
    assert form.save().siret == "73282932000074"


@pytest.mark.parametrize(
    ("field", "number", "why"),
    [
        ("siret", "73282932000079", "clé de contrôle"),
        ("siret", "7328293200007", "quatorze chiffres"),
        ("siret", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "quatorze chiffres"),
        ("rna", "912000001", "W suivi de neuf chiffres"),
        ("uai", "0750655A", "sa lettre ne correspond pas"),
        ("uai", "750655E", "sept chiffres"),
        ("uai", "07506٥5E", "sept chiffres"),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(field, number, why):
    with pytest.raises(ValidationError) as refused:
        actor(**{field: number}).full_clean()
    assert why in refused.value.message_dict[field][0]


# Published codes of real lycées: Louis-le-Grand (Paris), Henri-IV (Paris).
@pytest.mark.parametrize("number", ["0750655E", "0750654D"])
def test_the_letter_of_real_establishments_is_right(number):
    actor(uai=number).full_clean()


def test_what_is_searched_is_blind_to_accents_and_case():
    one = actor(
        name="L’Étoile du Cœur",
        presentation="Aide\nà la SCOLARITÉ",
        category="mission_locale",
        commune=territory(name="Évry-Courcouronnes"),
    )
    assert one.search == "l etoile du coeur aide a la scolarite mission locale evry courcouronnes"
    one.name = "Ailleurs"
    one.save(update_fields=["name"])
    one.refresh_from_db()
    assert one.search.startswith("ailleurs ")


def test_every_category_has_one_label_and_fits_its_column():
    assert len(set(CATEGORY_LABELS.values())) == len(CATEGORY_LABELS) == 49
    assert max(map(len, CATEGORY_LABELS)) <= Actor._meta.get_field("category").max_length
    assert actor(category="gpds").get_category_display().startswith("GPDS")


@pytest.fixture
def places():
    department = territory(kind="department", code="91")
    here, there = territory(parents=[department]), territory()
    keeper = user()
    steward(department, keeper)
    return here, there, keeper


def test_who_keeps_which_actors(places, django_assert_num_queries):
    here, there, keeper = places
    one = actor(commune=here, status="proposed")
    actor(commune=there)
    with django_assert_num_queries(1):
        assert list(Actor.objects.kept_by(keeper)) == [one]
    assert not Actor.objects.kept_by(user()).exists()


def test_who_sees_which_actors(places):
    here, there, keeper = places
    shown, waiting = actor(commune=there), actor(commune=here, status="proposed")
    actor(commune=there, status="proposed")
    actor(commune=here, status="withdrawn")
    actor(commune=here, status="merged", merged_into=shown)
    assert set(Actor.objects.visible_to(keeper)) == {shown, waiting}
    assert set(Actor.objects.visible_to(user())) == set(Actor.objects.published()) == {shown}
    assert set(Actor.objects.proposed()) == {waiting, Actor.objects.proposed().get(commune=there)}


def test_who_proposed_an_actor_can_leave():
    person = user()
    one = actor(proposed_by=person)
    person.delete()
    one.refresh_from_db()
    assert one.proposed_by is None
