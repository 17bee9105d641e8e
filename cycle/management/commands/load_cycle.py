from pathlib import Path

from django.core.management.base import BaseCommand

from cycle.exchange import Outcome, read, store
from cycle.models import Cycle
from support.toml import read_text, refusals_of


class Command(BaseCommand):
    help = "Charge un cycle depuis un fichier TOML (voir docs/animation/fichier-de-cycle.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--if-absent", action="store_true", help="Ne rien faire si un cycle de ce nom est déjà là."
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Écraser ce que l’équipe a changé des journées dans le portail.",
        )

    def handle(self, *, file: Path, if_absent: bool, force: bool, **options):
        with refusals_of(file):
            content = read(read_text(file))
            if if_absent and Cycle.objects.filter(slug=content.slug).exists():
                self.stdout.write(f"{content.slug} : déjà là, laissé tel quel")
                return
            self.stdout.write(_sentence(store(content, force=force)))


def _sentence(outcome: Outcome) -> str:
    slug = outcome.cycle.slug
    if outcome.unchanged:
        return f"{slug} : inchangé"
    if outcome.created:
        cycle = outcome.cycle
        return (
            f"{slug} : créé (phases : {cycle.phases.count()}, thèmes : {cycle.themes.count()}, "
            f"journées : {cycle.workdays.count()})"
        )
    counts = outcome.counts
    return (
        f"{slug} : mis à jour (lignes ajoutées : {counts['added']}, changées : {counts['changed']}, "
        f"retirées : {counts['removed']})"
    )
