from django.urls import path

from .views import membership

app_name = "participants"
urlpatterns = [
    path("<slug:slug>/rejoindre/", membership.join, name="join"),
    path("<slug:slug>/quitter/", membership.leave, name="leave"),
    path("<slug:slug>/ma-fiche/", membership.card, name="card"),
]
