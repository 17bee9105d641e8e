"""Where things are: territories, and who looks after their map."""

from .steward import Steward
from .territory import Territory

__all__ = ["Steward", "Territory"]
