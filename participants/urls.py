from django.urls import path

from .views import membership, notices

app_name = "participants"
urlpatterns = [
    path("<slug:slug>/rejoindre/", membership.join, name="join"),
    path("<slug:slug>/quitter/", membership.leave, name="leave"),
    path("<slug:slug>/ma-fiche/", membership.card, name="card"),
    path("<slug:slug>/animation/avis/", notices.cycle_notice, name="notice"),
    path("<slug:slug>/animation/avis/courriels/<int:pk>/", notices.notice_mail, name="notice_mail"),
]
