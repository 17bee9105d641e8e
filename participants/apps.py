from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Participation"

    def ready(self):
        from accounts import personal

        from . import invitations  # noqa: F401, it registers how a notice makes its calendar file
        from .personal import CardsPart, NoticesPart

        personal.register(CardsPart())
        personal.register(NoticesPart())
