"""Who people are in a cycle, how they are asked into it, and what they are told of it."""

from .invitation import Invitation
from .notice import Notice, NoticeMail, Told
from .participant import Participant

__all__ = ["Invitation", "Notice", "NoticeMail", "Participant", "Told"]
