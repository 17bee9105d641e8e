from django.core.management.base import BaseCommand

from support.outbox import delivery
from support.outbox.worker import Worker


class Command(BaseCommand):
    help = "Envoie les courriels en attente, une fois ou sans cesse (--loop)."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="continuer jusqu’à SIGTERM ou Ctrl-C")
        parser.add_argument(
            "--every", type=float, default=2, metavar="SECONDES", help="pause entre deux relevés (2)"
        )

    def handle(self, *args, loop, every, **options):
        if loop:
            worker = Worker(every)
            worker.stop_on_signals()
            worker.run()
            return
        swept, counts = delivery.sweep(), delivery.drain()
        self.stdout.write(
            f"Courriels partis : {counts['sent']} ; à réessayer : {counts['queued']} ; "
            f"refusés : {counts['failed']} ; incertains : {counts['uncertain']} ; "
            f"périmés : {swept['expired'] + counts['expired']}."
        )
        if counts["unreachable"]:
            self.stderr.write("Le serveur de courriel ne répond pas : les autres attendent.")
