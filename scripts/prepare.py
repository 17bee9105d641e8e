"""What `make run` does inside Django before serving, in one process.

Each step is idempotent and keeps what people entered.
"""

import io
import sys

import django
from django.core.management import CommandError, call_command

from .steps import ROOT, step

STEPS: tuple[tuple[str, str, dict[str, bool]], ...] = (
    ("Preparing the database", "migrate", {"interactive": False}),
    ("Collecting static files", "collectstatic", {"interactive": False}),
    ("Loading the territories of Essonne", "load_territories", {}),
)
ACTORS = ROOT / "mapping" / "data" / "essonne" / "actors-demonstration.toml"
CYCLES = ("essonne-2021", "demonstration")


def main() -> None:
    with step("Starting Django"):
        django.setup()
    for name, command, options in STEPS:
        _call(name, command, **options)
    _call("Loading the actors of the demonstration", "load_actors", str(ACTORS), "--if-absent")
    for slug in CYCLES:
        file = ROOT / "cycle" / "data" / f"{slug}.toml"
        _call(f"Loading the cycle {slug}", "load_cycle", str(file), "--if-absent")
    charter = ROOT / "charter" / "data" / "demonstration.toml"
    _call("Loading the charter of the demonstration", "load_charter", str(charter), "--if-absent")
    _call("Proposing organisations for the map", "load_proposals")


def _call(name: str, command: str, *arguments: str, **options) -> None:
    said = io.StringIO()
    try:
        with step(name):
            call_command(command, *arguments, stdout=said, stderr=said, **options)
    except CommandError as error:
        sys.exit(f"{said.getvalue()}{command}: {error}")


if __name__ == "__main__":
    main()
