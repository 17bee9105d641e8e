"""The cycle's models, one module an idea."""

from .agenda import AgendaItem
from .change import ProgrammeChange
from .cycle import Contact, Cycle, HeldAccount, Objective, Partner, Reference
from .edition import ProgrammeEdition
from .membership import Membership
from .programme import Phase, Theme, Workday
from .venue import Venue

__all__ = [
    "AgendaItem",
    "Contact",
    "Cycle",
    "HeldAccount",
    "Membership",
    "Objective",
    "Partner",
    "Phase",
    "ProgrammeChange",
    "ProgrammeEdition",
    "Reference",
    "Theme",
    "Venue",
    "Workday",
]
