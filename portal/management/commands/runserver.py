from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management.base import CommandError

from portal.loopback import is_loopback


class Command(runserver.Command):
    """Django's development server; the demonstration is refused on any address but loopback."""

    addr: str

    def run(self, **options):
        if settings.PORTAL_DEMO and not is_loopback(self.addr):
            raise CommandError(
                f"PORTAL_DEMO=1 : la démonstration n’écoute que sur 127.0.0.1 ou [::1], pas sur {self.addr}."
            )
        super().run(**options)
