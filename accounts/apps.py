from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"

    def ready(self):
        from . import account_part, personal, signals

        signals.connect()
        personal.register(account_part.AccountPart())
        post_migrate.connect(signals.make_rate_limit_table, sender=self)
