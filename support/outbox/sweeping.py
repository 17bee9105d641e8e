"""What must be erased some time after, and nobody comes back to: the worker's sweep does it.

A room above registers a function in `AppConfig.ready()`; it is called about once a minute, outside any
transaction, by each worker, so it has to be quick and safe to repeat.
"""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

_chores: dict[str, Callable[[], object]] = {}


def at_each_sweep(name: str, chore: Callable[[], object]) -> None:
    """Calls this from now on; registering the same name again replaces it."""
    _chores[name] = chore


def run_chores() -> None:
    """Each of them once; one that fails is logged, and holds back neither the others nor the mails."""
    for name, chore in _chores.items():
        try:
            chore()
        except Exception:
            logger.exception("ménage « %s » : échec, nouvel essai au prochain passage", name)
