from django.core.management.base import BaseCommand, CommandError

from cycle.exchange import gather, write
from cycle.models import Cycle


class Command(BaseCommand):
    help = "Écrit un cycle en TOML sur la sortie standard ; load_cycle le relit tel quel."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="CYCLE")
        parser.add_argument(
            "--with-private",
            action="store_true",
            help="Écrire aussi l’adresse de service et les liens de visioconférence, réservés à l’équipe.",
        )

    def handle(self, *, slug: str, with_private: bool, **options):
        cycle = Cycle.objects.select_related("territory").filter(slug=slug).first()
        if cycle is None:
            raise CommandError(f"{slug} : aucun cycle ne porte ce nom.")
        content = gather(cycle)
        self.stdout.write(write(content if with_private else content.without_private()), ending="")
