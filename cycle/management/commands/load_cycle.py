from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cycle.exchange import Outcome, Refused, read, store
from cycle.models import Cycle

# A cycle holds in a few kilobytes; anything longer was not written by a person.
LARGEST = 1_000_000  # bytes


class Command(BaseCommand):
    help = "Charge un cycle depuis un fichier TOML (voir docs/animation/fichier-de-cycle.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--if-absent", action="store_true", help="Ne rien faire si un cycle de ce nom est déjà là."
        )

    def handle(self, *, file: Path, if_absent: bool, **options):
        try:
            content = read(_text(file))
            if if_absent and Cycle.objects.filter(slug=content.slug).exists():
                self.stdout.write(f"{content.slug} : déjà là, laissé tel quel")
                return
            self.stdout.write(_sentence(store(content)))
        except Refused as refused:
            count = len(refused.problems)
            raise CommandError(
                f"{file} : fichier refusé, rien n’est chargé ({count} erreur{'s' if count > 1 else ''}).\n"
                + "\n".join(f"  {problem}" for problem in refused.problems)
            ) from None


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} : ce fichier ne se lit pas ({error.strerror}).") from None
    if len(data) > LARGEST:
        raise CommandError(f"{file} : ce fichier est trop gros ({LARGEST // 1_000_000} Mo au plus).")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CommandError(f"{file} : ligne {line} : ce texte n’est pas en UTF-8.") from None


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
