from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Participation"

    def ready(self):
        from accounts import personal

        from .personal import CardsPart

        personal.register(CardsPart())
