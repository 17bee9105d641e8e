from pathlib import Path

from django.core.management.base import BaseCommand

from support.toml import read_text, refusals_of

from ...actor_file import read
from ...loading_actors import Summary, is_loaded, load

_TOLD = (
    ("added", "ajoutées"),
    ("changed", "modifiées"),
    ("unchanged", "inchangées"),
    ("left_alone", "laissées telles que des personnes les ont faites"),
    ("gone", "gardées, bien qu’absentes du fichier"),
)


class Command(BaseCommand):
    help = "Charge des structures et leurs actions depuis un fichier TOML (voir mapping/data/ACTORS.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--if-absent",
            action="store_true",
            help="Ne rien faire si ce fichier a déjà donné des structures.",
        )

    def handle(self, *, file: Path, if_absent: bool, **options):
        with refusals_of(file):
            content = read(read_text(file))
            if if_absent and is_loaded(content.source):
                self.stdout.write(f"{content.source} : déjà là, laissé tel quel")
                return
            self.stdout.write(_sentence(content.source, load(content)))


def _sentence(source: str, summary: Summary) -> str:
    counts = [(len(getattr(summary, name)), label) for name, label in _TOLD]
    return f"{source} : structures " + ", ".join(f"{label} : {count}" for count, label in counts if count)
