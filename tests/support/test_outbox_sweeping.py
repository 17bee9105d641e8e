"""What other rooms have the mail worker erase, about once a minute."""

import pytest

from support import outbox
from support.outbox import delivery, sweeping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_chores(monkeypatch):
    monkeypatch.setattr(sweeping, "_chores", {})


def test_a_chore_registered_twice_is_done_once_a_sweep():
    done = []
    for _ in range(2):
        outbox.at_each_sweep("ranger", lambda: done.append(1))
    delivery.sweep()
    assert done == [1]
    delivery.sweep()
    assert done == [1, 1]


def test_a_chore_that_fails_holds_back_neither_mails_nor_other_chores(caplog):
    done = []
    outbox.at_each_sweep("a", lambda: 1 / 0)
    outbox.at_each_sweep("b", lambda: done.append(1))
    delivery.sweep()
    assert done == [1]
    assert "ménage « a »" in caplog.text
