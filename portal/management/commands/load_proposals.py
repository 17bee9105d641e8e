from django.conf import settings
from django.core.management.base import BaseCommand

from ... import demo


class Command(BaseCommand):
    help = "Propose quelques structures fictives pour la carte, que la démonstration donne à relire."

    def handle(self, *args, **options):
        cycle = demo.demonstration_cycle() if settings.PORTAL_DEMO else None
        if cycle is None:
            self.stdout.write("Hors de la démonstration, il n’y a rien à proposer.")
            return
        self.stdout.write(f"{demo.propose_organisations(cycle)} structure(s) proposée(s).")
