from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...datasets import DatasetError, read_dataset
from ...loading import load
from ...models import Territory

ESSONNE = Path(__file__).resolve().parents[2] / "data" / "essonne"

_COUNTED = (
    (Territory.Kind.DEPARTMENT, "département", "départements"),
    (Territory.Kind.EPCI, "intercommunalité", "intercommunalités"),
    (Territory.Kind.COMMUNE, "commune", "communes"),
    (Territory.Kind.FORMER_COMMUNE, "ancienne commune", "anciennes communes"),
)


class Command(BaseCommand):
    help = "Charge les territoires d’un département : lui-même, ses intercommunalités, ses communes."

    def add_arguments(self, parser):
        parser.add_argument(
            "directory",
            nargs="?",
            type=Path,
            default=ESSONNE,
            metavar="DOSSIER",
            help="dossier de quatre fichiers (voir SOURCES.md) ; l’Essonne par défaut",
        )

    def handle(self, *args, directory, **options):
        try:
            dataset = read_dataset(directory)
        except DatasetError as error:
            raise CommandError(f"Rien n’a été chargé. {error}") from None
        summary = load(dataset)
        kinds = [record.kind for record in dataset.records]
        found = ", ".join(_count(kinds.count(kind), *words) for kind, *words in _COUNTED)
        self.stdout.write(f"{dataset.records[0].values['name']} : {found}.")
        if summary.added or summary.changed:
            self.stdout.write(
                f"{_count(len(summary.added), 'territoire ajouté', 'territoires ajoutés')}, "
                f"{_count(len(summary.changed), 'modifié', 'modifiés')}."
            )
        else:
            self.stdout.write("Rien n’a changé.")
        if summary.left_alone:
            self.stdout.write(f"Déjà là et laissés tels quels : {', '.join(summary.left_alone)}.")
        if summary.gone:
            self.stdout.write(f"Gardés, bien qu’absents de ces fichiers : {', '.join(summary.gone)}.")


def _count(number, one, many):
    return f"{number} {many if number > 1 else one}"
