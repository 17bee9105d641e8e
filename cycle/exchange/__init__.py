"""A cycle as a file that people write and keep: TOML in, TOML out (docs/animation/fichier-de-cycle.md).

`read(text)` gives the content or refuses all of it; `store(content)` brings the database to it and
changes nothing that is already so; `gather(cycle)` takes it out again; `write(content)` writes the file.
What the portal keeps for itself stays out: identifiers in diaries, memberships, dates of recording.
"""

from support.toml import Problem, Refused

from .content import CycleContent
from .gathering import gather
from .reading import read
from .storing import Outcome, store
from .writing import write

__all__ = ["CycleContent", "Outcome", "Problem", "Refused", "gather", "read", "store", "write"]
