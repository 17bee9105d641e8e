"""load(dump(x)) = x, and the file comes out the same byte for byte."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from cycle.exchange import gather, read, store, write
from cycle.models import Cycle
from tests.factories.mapping import territory

from .contents import contents


@settings(max_examples=60, deadline=None)
@given(contents())
def test_a_written_content_reads_back_equal(content):
    assert read(write(content)) == content
    assert read(write(content.without_private())) == content.without_private()


@pytest.fixture
def department(db):
    return territory(kind="department", code="91")


@contextmanager
def undone():
    """A transaction that leaves nothing behind, for one drawn example after another."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents())
def test_a_loaded_content_comes_out_equal(department, content):
    with undone():
        stored = store(read(write(content)))
        cycle = Cycle.objects.get(slug=content.slug)
        assert stored.cycle == cycle
        assert gather(cycle) == content
        assert write(gather(cycle)) == write(content)
        assert store(read(write(gather(cycle)))).unchanged
        # A file that leaves private things out leaves them as they are.
        assert store(read(write(content.without_private()))).unchanged


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=contents(), after=contents())
def test_whatever_stood_before_the_file_wins(department, before, after):
    after = replace(after, slug=before.slug)
    with undone():
        store(before)
        store(after)
        cycle = Cycle.objects.get(slug=before.slug)
        assert gather(cycle) == after
        assert store(after).unchanged
