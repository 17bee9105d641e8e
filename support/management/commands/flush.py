from django.core.management.commands import flush

from support.frozen import lifted


class Command(flush.Command):
    """Django's own, which empties every table: frozen tables let it, this once."""

    def handle(self, **options):
        with lifted(using=options["database"]):
            super().handle(**options)
