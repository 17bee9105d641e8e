import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Identity
from charter import services
from charter.canonical import canonical, moment, sha256
from charter.models import ChainLink, Signatory, Version
from charter.models.chain import NOTHING_BEFORE
from support.outbox.models import Mail
from support.public_pages.scopes import versions
from tests.factories import charter as made
from tests.factories.accounts import user
from tests.factories.mapping import actor
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return made.version()


@pytest.fixture
def person(version):
    return participant(
        version.charter.cycle, user(), function="Enseignante", organisation=actor(name="Collège des Tilleuls")
    ).membership.user


def kinds():
    return list(ChainLink.objects.order_by("sequence").values_list("kind", flat=True))


def test_canonical_json_sorts_keys_and_does_not_escape():
    assert canonical({"b": "é", "a": [1, {"d": "", "c": "\n"}]}) == '{"a":[1,{"c":"\\n","d":""}],"b":"é"}'


def test_a_moment_is_one_text_whatever_its_zone():
    now = timezone.now().replace(microsecond=0)
    assert moment(now) == moment(timezone.localtime(now))
    assert moment(now).endswith(".000000+00:00")


def test_adopting_seals_the_text_and_opens_the_chain():
    draft = made.draft()
    version = services.adopt(draft, manner=made.MANNER, decided="2026-03")
    assert version.digest == sha256(version.text)
    assert "Ce que dit l’article 2." in version.text
    link = ChainLink.objects.get()
    assert (link.sequence, link.kind, link.previous_hash) == (1, "adoption", NOTHING_BEFORE)
    assert link.text_digest == version.digest
    charter = version.charter
    charter.refresh_from_db()
    assert (charter.head_sequence, charter.head_hash) == (1, link.hash)


def test_adopting_twice_changes_nothing(version):
    again = services.adopt(version, manner="Autrement")
    assert (again.manner, kinds()) == (made.MANNER, ["adoption"])


def test_a_new_version_takes_the_place_of_the_one_in_force(version):
    second = made.version(version.charter)
    assert second.predecessor == version
    assert second.digest != version.digest


def test_line_ends_are_written_one_way():
    draft = made.draft(preamble="Un\r\ndeux")
    draft.articles.filter(number=1).update(text="Trois\r\nquatre")
    version = services.adopt(draft, manner=made.MANNER)
    assert "\\r" not in version.text
    assert "Un\\ndeux" in version.text
    assert version.canonical_text() == Version.objects.get().text


@pytest.mark.parametrize(
    ("draft", "adoption"),
    [({"articles": 0}, {}), ({}, {"manner": ""}), ({}, {"decided": "au printemps"}), ({"title": "a\nb"}, {})],
    ids=["no article", "no manner", "no date", "two lines"],
)
def test_what_makes_no_sense_is_not_adopted(draft, adoption):
    text = made.draft(**draft)
    with pytest.raises(ValidationError):
        services.adopt(text, **{"manner": made.MANNER, **adoption})
    assert not Version.objects.adopted().exists()
    assert not ChainLink.objects.exists()


def test_a_signature_says_who_as_what_and_has_its_link_and_its_receipt(version, person):
    signatory, is_new = services.sign(version, person, name="Awa Diop", is_displayed=True)
    assert is_new
    assert signatory.identity.user == person
    assert signatory.capacity == "Enseignante, Collège des Tilleuls"
    assert signatory.link.sequence == 2
    assert signatory.link.commitment == signatory.commitment_to(signatory.signature_payload())
    assert signatory.link.recorded_at == moment(signatory.signed_at)
    mail = Mail.objects.get()
    assert mail.to == person.email
    for said in ("Awa Diop", version.digest, signatory.link.hash, "signature électronique simple"):
        assert said.lower() in mail.body.lower()
    assert "qualifiée" not in mail.body


def test_the_capacity_is_the_one_of_that_day(version, person):
    signatory, _ = services.sign(version, person, name="Awa Diop")
    person.memberships.get().participant.delete()
    signatory.refresh_from_db()
    assert signatory.function == "Enseignante"


def test_an_organisation_merged_since_is_named_as_today(version):
    now = actor(name="La nouvelle")
    old = actor(name="L’ancienne", status="merged", merged_into=now)
    somebody = participant(version.charter.cycle, organisation=old).membership.user
    signatory, _ = services.sign(version, somebody, name="Awa Diop")
    assert signatory.organisation == "La nouvelle"


def test_whoever_signs_again_gets_the_first_signature_and_no_second_mail(version, person):
    first, _ = services.sign(version, person, name="Awa Diop")
    again, is_new = services.sign(version, person, name="Quelqu’un d’autre")
    assert (again, is_new) == (first, False)
    assert again.name == "Awa Diop"
    assert Mail.objects.count() == 1
    assert kinds() == ["adoption", "signature"]


def test_a_text_that_another_replaced_is_not_signed(version, person):
    made.version(version.charter)
    with pytest.raises(services.NotInForceError):
        services.sign(version, person, name="Awa Diop")
    with pytest.raises(services.NotInForceError):
        services.sign(made.draft(version.charter), person, name="Awa Diop")
    assert not Signatory.objects.exists()
    assert not Mail.objects.exists()


def test_whoever_signed_an_earlier_version_still_finds_that_signature(version, person):
    first, _ = services.sign(version, person, name="Awa Diop")
    second = made.version(version.charter)
    assert services.sign(version, person, name="Awa Diop") == (first, False)
    assert services.sign(second, person, name="Awa Diop")[1]


def test_without_its_mail_there_is_no_signature(version, person, monkeypatch):
    def fails(*arguments, **options):
        raise OSError("full")

    monkeypatch.setattr(services, "send_receipt", fails)
    before = versions([version.charter.scope])
    with pytest.raises(OSError, match="full"):
        services.sign(version, person, name="Awa Diop")
    assert kinds() == ["adoption"]
    assert not Signatory.objects.exists()
    assert versions([version.charter.scope]) == before
    version.charter.refresh_from_db()
    assert version.charter.head_sequence == 1


def test_withdrawing_ends_the_signature_with_a_link_and_a_mail(version, person):
    signatory, _ = services.sign(version, person, name="Awa Diop")
    signatory = services.withdraw(signatory, person)
    assert signatory.withdrawn_at >= signatory.signed_at
    assert signatory.withdrawal_link.sequence == 3
    assert kinds() == ["adoption", "signature", "withdrawal"]
    assert "est retirée" in Mail.objects.order_by("pk").last().body


def test_withdrawing_twice_changes_nothing(version, person):
    signatory, _ = services.sign(version, person, name="Awa Diop")
    first = services.withdraw(signatory, person)
    again = services.withdraw(signatory, person)
    assert again.withdrawn_at == first.withdrawn_at
    assert Mail.objects.count() == 2
    assert kinds() == ["adoption", "signature", "withdrawal"]


def test_one_may_sign_again_after_withdrawing(version, person):
    first, _ = services.sign(version, person, name="Awa Diop")
    services.withdraw(first)
    second, is_new = services.sign(version, person, name="Awa Diop")
    assert is_new
    assert second != first
    assert Signatory.objects.in_force().get() == second


def test_display_is_a_choice_of_its_own_without_a_link(version, person):
    signatory, _ = services.sign(version, person, name="Awa Diop")
    services.display(signatory, is_displayed=True)
    assert list(Signatory.objects.displayed()) == [signatory]
    services.display(signatory, is_displayed=False)
    assert not Signatory.objects.displayed().exists()
    assert kinds() == ["adoption", "signature"]


def test_each_change_renews_the_public_page(version, person):
    scope = version.charter.scope
    seen = [versions([scope])[scope]]

    def renewed():
        seen.append(versions([scope])[scope])
        return seen[-1] != seen[-2]

    signatory, _ = services.sign(version, person, name="Awa Diop")
    assert renewed()
    services.sign(version, person, name="Awa Diop")
    assert not renewed()
    services.display(signatory, is_displayed=True)
    assert renewed()
    services.withdraw(signatory)
    assert renewed()
    made.version(version.charter)
    assert renewed()


def test_two_people_of_one_name_do_not_share_a_commitment(version):
    links = {made.signatory(version, identity).link.commitment for identity in (None, None)}
    assert len(links) == 2
    assert Identity.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's own default is as strict")
def test_an_acknowledged_signature_is_on_the_disk():
    """2 is FULL; with NORMAL a power cut takes the last ones back."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
