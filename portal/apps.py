from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .loopback import beyond_loopback


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portail"

    def ready(self):
        from accounts import personal

        from .personal import MailsPart

        personal.register(MailsPart())
        self._keep_the_demonstration_here()

    @staticmethod
    def _keep_the_demonstration_here():
        """The demonstration does not start, under any server or command, where others could reach it."""
        if settings.PORTAL_DEMO and (hosts := beyond_loopback(settings.ALLOWED_HOSTS)):
            raise ImproperlyConfigured(
                f"PORTAL_DEMO: remove {', '.join(hosts)} from ALLOWED_HOSTS; "
                "the demonstration answers only to localhost, 127.0.0.1 and [::1]."
            )
