from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "cycle"
    verbose_name = "Cycle"

    def ready(self):
        from accounts import personal

        from .personal import ChangesPart, MembershipsPart

        personal.register(ChangesPart())
        personal.register(MembershipsPart())
