from pathlib import Path

from django.core.management.base import BaseCommand

from charter.loading import read, store
from charter.models import Version
from support.toml import read_text, refusals_of


class Command(BaseCommand):
    help = "Consigne une charte adoptée depuis un fichier TOML (voir docs/animation/charte.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--if-absent", action="store_true", help="Ne rien faire si le cycle a déjà une charte adoptée."
        )

    def handle(self, *, file: Path, if_absent: bool, **options):
        with refusals_of(file):
            content = read(read_text(file))
            adopted = Version.objects.adopted().filter(charter__cycle__slug=content.cycle)
            if if_absent and adopted.exists():
                self.stdout.write(f"{content.cycle} : une charte est déjà là, laissée telle quelle")
                return
            version, is_new = store(content)
        if not is_new:
            self.stdout.write(f"{content.cycle} : la version en vigueur dit déjà cela")
            return
        self.stdout.write(
            f"{content.cycle} : version {version.number} adoptée (articles : {version.articles.count()}, "
            f"signatures : {version.signatories.in_force().count()}), empreinte {version.digest}"
        )
