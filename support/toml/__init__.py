"""TOML files that people write, read strictly: all of a file or nothing, every problem named in French.

`parse(text)` gives the tables; a `Table` takes each key and remembers what is wrong; a room raises `Refused`
with all of it. `read_text` and `refusals_of` are for the commands that are given the name of a file.
"""

from .commands import read_text, refusals_of
from .parsing import decoded, parse
from .problems import Problem, Refused
from .tables import Table

__all__ = ["Problem", "Refused", "Table", "decoded", "parse", "read_text", "refusals_of"]
