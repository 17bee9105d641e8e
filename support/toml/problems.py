from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: a key ("phases[2].workdays[1].date", counted from 1) or a line."""

    where: str
    reason: str

    def __str__(self):
        return f"{self.where} : {self.reason}" if self.where else self.reason


class Refused(Exception):  # noqa: N818, it is said of the file
    """The whole content is refused, for all these reasons at once."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
