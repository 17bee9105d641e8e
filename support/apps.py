from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Services communs"

    def ready(self):
        from .frozen import install, make_way
        from .public_pages.renewal import renew_everything

        post_migrate.connect(renew_everything, sender=self, dispatch_uid="public_pages")
        pre_migrate.connect(make_way, sender=self, dispatch_uid="frozen")
        post_migrate.connect(install, sender=self, dispatch_uid="frozen")
