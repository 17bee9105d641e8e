from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Participation"

    def ready(self):
        from accounts import personal
        from support import outbox

        from . import invitations  # noqa: F401, it registers how a notice makes its calendar file
        from .models import Invitation
        from .personal import CardsPart, InvitationsPart, NoticesPart

        personal.register(CardsPart())
        personal.register(NoticesPart())
        personal.register(InvitationsPart())
        outbox.at_each_sweep("invitations", Invitation.objects.forget)
