"""Where things are and who acts there: territories, who looks after their map, actors and their actions."""

from .action import Action, ActionPublic, ActionStage, ActionTerritory
from .actor import Actor, ActorContact
from .steward import Steward
from .territory import Territory
from .vocabulary import CATEGORIES, CATEGORY_LABELS, ActionType, LegalFamily, Public, Stage

__all__ = [
    "CATEGORIES",
    "CATEGORY_LABELS",
    "Action",
    "ActionPublic",
    "ActionStage",
    "ActionTerritory",
    "ActionType",
    "Actor",
    "ActorContact",
    "LegalFamily",
    "Public",
    "Stage",
    "Steward",
    "Territory",
]
