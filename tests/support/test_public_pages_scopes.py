"""Saying what changed: with the change, once, whoever else does the same."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from support.public_pages import bump, touching
from support.public_pages.models import PublicScope
from support.public_pages.renewal import renew_everything
from support.public_pages.scopes import versions


def version(name):
    return versions([name])[name]


@pytest.mark.django_db
def test_a_scope_never_touched_counts_as_zero():
    assert version("jamais") == 0


@pytest.mark.django_db
def test_each_bump_gives_a_number_never_seen():
    seen = {version("text")}
    for _ in range(5):
        with touching("text"):
            pass
        seen.add(version("text"))
    assert len(seen) == 6


@pytest.mark.django_db
def test_several_scopes_cost_one_write(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        bump("b", "a", "b")
    assert 0 not in versions(["a", "b"]).values()


@pytest.mark.django_db
def test_nothing_to_bump_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        bump()


@pytest.mark.django_db
def test_nested_the_scopes_are_renewed_once_at_the_end():
    def known():
        return [version(name) for name in ("cycle", "jour", "carte")]

    with touching("cycle"):
        with touching("jour"):
            bump("carte")
        assert known() == [0, 0, 0]
    assert 0 not in known()


@pytest.mark.django_db
def test_an_inner_change_that_failed_leaves_the_outer_one_whole():
    with touching("outer"), pytest.raises(ZeroDivisionError), touching("inner"):
        _ = 1 / 0
    assert version("outer") != 0
    assert version("inner") == 0


@pytest.mark.django_db(transaction=True)
def test_after_a_failure_the_next_change_counts():
    with pytest.raises(ZeroDivisionError), touching("text"):
        _ = 1 / 0
    assert version("text") == 0
    with touching("text"):
        pass
    assert version("text") != 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused():
    with pytest.raises(TransactionManagementError):
        bump("text")


@pytest.mark.django_db(transaction=True)
def test_a_change_rolled_back_renews_nothing():
    def change():
        bump("text")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change()
    assert version("text") == 0


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_all_succeed():
    """Each names the scopes in its own order: locks taken in that order would block two of them for ever."""
    errors = []

    def write(number):
        names = ["a", "b", "c"] if number % 2 else ["c", "b", "a"]
        try:
            for _ in range(5):
                with touching(*names):
                    pass
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert PublicScope.objects.filter(name__in=["a", "b", "c"]).count() == 3


@pytest.mark.django_db
def test_a_scope_has_one_row():
    with touching("text"):
        pass
    with pytest.raises(IntegrityError, match=r"public_scope_one_per_name|support_publicscope.name"):
        PublicScope.objects.create(name="text", version=1)


@pytest.mark.django_db
def test_migrating_back_to_before_the_table_is_no_error():
    class Bare:
        def get_model(self, *names):
            raise LookupError

    renew_everything(using="default", apps=Bare())
