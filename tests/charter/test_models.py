"""Each rule that is always true, broken once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Identity
from charter import services
from charter.models import Article, ChainLink, Charter, Signatory, Version
from tests.cycle.test_models import refused
from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership
from tests.factories.mapping import actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return made.version()


@pytest.fixture
def draft():
    return made.draft()


def test_one_charter_a_cycle():
    place = cycle()
    made.charter(place)
    refused("cycle_id", lambda: made.charter(place))


@pytest.mark.parametrize("fields", [{"head_sequence": 1}, {"head_hash": "a" * 64}])
def test_a_head_has_its_hash(fields):
    refused("charter_head_has_a_hash", lambda: Charter.objects.create(cycle=cycle(), **fields))


def test_a_number_is_one_versions(draft):
    refused("version_one_per_number", lambda: made.draft(draft.charter, number=draft.number))


@pytest.mark.parametrize("fields", [{"title": ""}, {"number": 0}])
def test_a_version_has_a_number_and_a_title(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(charter=made.charter(), **{"number": 1, "title": "Charte", **fields})


SEALED = {"text": "{}", "digest": "a" * 64, "manner": "Par consensus"}


@pytest.mark.parametrize("missing", SEALED)
def test_an_adopted_version_is_sealed(draft, missing):
    fields = {**SEALED, missing: "", "adopted_at": timezone.now()}
    refused("version_adopted_means_sealed", lambda: Version.objects.filter(pk=draft.pk).update(**fields))


@pytest.mark.parametrize("fields", [{"text": "{}"}, {"digest": "a" * 64}])
def test_a_draft_is_not_sealed(draft, fields):
    refused("version_adopted_means_sealed", lambda: Version.objects.filter(pk=draft.pk).update(**fields))


def test_a_draft_takes_no_place(version):
    draft = made.draft(version.charter)
    refused(
        "version_adopted_means_sealed",
        lambda: Version.objects.filter(pk=draft.pk).update(predecessor=version),
    )


def test_a_version_has_one_successor(version):
    made.version(version.charter)
    third = made.draft(version.charter)
    sealed = {**SEALED, "adopted_at": timezone.now(), "predecessor": version}
    refused("version_one_successor", lambda: Version.objects.filter(pk=third.pk).update(**sealed))


def test_a_charter_has_one_first_version(version):
    draft = made.draft(version.charter)
    sealed = {**SEALED, "adopted_at": timezone.now()}
    refused("version_one_first", lambda: Version.objects.filter(pk=draft.pk).update(**sealed))


def test_a_number_is_one_articles(draft):
    refused(
        "article_one_per_number",
        lambda: Article.objects.create(version=draft, number=1, kind="value", title="T", text="T"),
    )


def test_an_article_is_of_a_known_kind(draft):
    refused("article_kind_is_known", lambda: Article.objects.filter(version=draft).update(kind="rule"))


@pytest.mark.parametrize("field", ["title", "text"])
def test_an_article_says_something(draft, field):
    refused("article_says_something", lambda: draft.articles.update(**{field: ""}))


def test_articles_are_numbered_from_one(draft):
    refused("article_says_something", lambda: draft.articles.filter(number=1).update(number=0))


def link(charter, **fields):
    whole = dict.fromkeys(["text_digest", "commitment", "previous_hash", "hash", "recorded_at"], "x")
    return ChainLink.objects.create(
        charter=charter, **{"sequence": 9, "kind": "signature", **whole, **fields}
    )


def test_a_sequence_is_one_links(version):
    refused("link_one_per_sequence", lambda: link(version.charter, sequence=1))


def test_a_link_is_of_a_known_kind(version):
    refused("link_kind_is_known", lambda: link(version.charter, kind="rule"))


@pytest.mark.parametrize(
    "fields",
    [
        {"sequence": 0},
        {"text_digest": ""},
        {"commitment": ""},
        {"previous_hash": ""},
        {"hash": ""},
        {"recorded_at": ""},
    ],
)
def test_a_link_is_whole(version, fields):
    refused("link_is_whole", lambda: link(version.charter, **fields))


def signatory(version, **fields):
    """A row of its own, beside the services."""
    number = ChainLink.objects.count() + 100
    fields.setdefault("link", link(version.charter, sequence=number))
    return Signatory.objects.create(
        version=version, **{"name": "Awa Diop", "signed_at": timezone.now(), **fields}
    )


def test_a_person_has_one_signature_in_force_a_version(version):
    person = Identity.objects.create()
    signatory(version, identity=person)
    refused("signatory_one_in_force_per_person", lambda: signatory(version, identity=person))
    signatory(version, identity=Identity.objects.create())


def test_an_organisation_has_one_signature_in_force_a_version(version):
    signer = actor()
    signatory(version, actor=signer)
    refused("signatory_one_in_force_per_actor", lambda: signatory(version, actor=signer))
    signatory(version, actor=actor())


def test_after_a_withdrawal_the_same_person_may_sign_again(version):
    person = Identity.objects.create()
    for n in (1, 2):
        signatory(
            version,
            identity=person,
            withdrawn_at=timezone.now() + timedelta(minutes=1),
            withdrawal_link=link(version.charter, kind="withdrawal", sequence=10 + n),
        )
    signatory(version, identity=person)


def test_a_signature_is_a_persons_or_an_organisations(version):
    refused("signatory_is_a_person_or_an_actor", lambda: signatory(version))
    refused(
        "signatory_is_a_person_or_an_actor",
        lambda: signatory(version, identity=Identity.objects.create(), actor=actor()),
    )


@pytest.mark.parametrize("field", ["name", "salt"])
def test_a_signature_has_a_name_and_a_salt(version, field):
    given = made.signatory(version)
    refused("signatory_named_or_erased", lambda: Signatory.objects.filter(pk=given.pk).update(**{field: ""}))


@pytest.mark.parametrize("left", ["name", "function", "organisation", "salt", "is_displayed"])
def test_an_erased_signature_holds_nothing(version, left):
    given = made.signatory(version, is_displayed=True)
    empty = {"name": "", "function": "", "organisation": "", "salt": "", "is_displayed": False}
    del empty[left]
    refused(
        "signatory_named_or_erased",
        lambda: Signatory.objects.filter(pk=given.pk).update(erased_at=timezone.now(), **empty),
    )


def test_a_withdrawal_has_its_link_and_comes_after(version):
    given = made.signatory(version)
    rows = Signatory.objects.filter(pk=given.pk)
    name = "signatory_withdrawn_after_signed"
    refused(name, lambda: rows.update(withdrawn_at=timezone.now()))
    end = link(version.charter, kind="withdrawal")
    refused(name, lambda: rows.update(withdrawal_link=end))
    early = F("signed_at") - timedelta(seconds=1)
    refused(name, lambda: rows.update(withdrawal_link=end, withdrawn_at=early))


def test_the_message_of_a_broken_rule_is_french(version):
    twin = Version(charter=version.charter, number=version.number, title="Charte")
    with pytest.raises(ValidationError, match="déjà celui d’une autre version"):
        twin.validate_constraints()


def test_in_force_is_the_adopted_version_that_none_replaces(version, draft):
    assert list(Version.objects.in_force()) == [version]
    second = made.version(version.charter)
    assert list(Version.objects.in_force()) == [second]
    assert (version.is_in_force, second.is_in_force, draft.is_in_force) == (False, True, False)
    # A draft takes nobody's place.
    made.draft(version.charter)
    assert list(Version.objects.in_force()) == [second]


def test_versions_are_read_where_the_cycle_is():
    public, private = made.version(), made.version(made.charter(cycle(is_public=False)))
    made.draft(public.charter)
    member = user()
    membership(private.charter.cycle, member)
    assert set(Version.objects.visible_to(AnonymousUser())) == {public}
    assert set(Version.objects.visible_to(user())) == {public}
    assert set(Version.objects.visible_to(member)) == {public, private}


def test_an_erased_signature_counts(version):
    given = made.signatory(version, user())
    given.erase(timezone.now())
    assert Signatory.objects.in_force().count() == 1
    assert str(given) == "signature effacée"


def test_a_withdrawn_signature_does_not_count(version):
    services.withdraw(made.signatory(version))
    assert not Signatory.objects.in_force().exists()
