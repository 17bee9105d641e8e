from django.urls import path

from .views import membership, notices, team

app_name = "participants"
urlpatterns = [
    path("<slug:slug>/rejoindre/", membership.join, name="join"),
    path("<slug:slug>/quitter/", membership.leave, name="leave"),
    path("<slug:slug>/ma-fiche/", membership.card, name="card"),
    path("<slug:slug>/animation/avis/", notices.cycle_notice, name="notice"),
    path("<slug:slug>/animation/avis/courriels/<int:pk>/", notices.notice_mail, name="notice_mail"),
    path("<slug:slug>/animation/equipe/", team.team, name="team"),
    path(
        "<slug:slug>/animation/equipe/invitations/<int:pk>/",
        team.invitation_settle,
        name="invitation_settle",
    ),
    path("<slug:slug>/animation/equipe/membres/<int:pk>/role/", team.member_role, name="member_role"),
    path("<slug:slug>/animation/equipe/membres/<int:pk>/retirer/", team.member_remove, name="member_remove"),
]
