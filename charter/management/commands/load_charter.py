from pathlib import Path

from django.core.management.base import BaseCommand

from support.toml import read_text, refusals_of

from ...loading import read, store
from ...models import Charter


class Command(BaseCommand):
    help = "Consigne une version adoptée d’une charte (voir docs/animation/fichier-de-charte.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--if-absent", action="store_true", help="Ne rien faire si ce cycle a déjà une charte."
        )

    def handle(self, *, file: Path, if_absent: bool, **options):
        with refusals_of(file):
            content = read(read_text(file))
            if if_absent and Charter.objects.filter(cycle__slug=content.cycle).exists():
                self.stdout.write(f"{content.cycle} : sa charte est déjà là, laissée telle quelle")
                return
            said = "adoptée" if store(content) else "inchangée"
            self.stdout.write(f"{content.cycle} : version {content.number} {said}")
