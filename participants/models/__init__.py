"""Who people are in a cycle, and what they are told of it."""

from .notice import Notice, NoticeMail, Told
from .participant import Participant

__all__ = ["Notice", "NoticeMail", "Participant", "Told"]
