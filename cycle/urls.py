from django.urls import path

from .views import board, changes, contact, cycle, feed, scheduling

app_name = "cycle"
urlpatterns = [
    path("", cycle.cycle_list, name="list"),
    path("<slug:slug>/", cycle.cycle_detail, name="detail"),
    path("<slug:slug>/calendrier.ics", feed.cycle_feed, name="feed"),
    path("<slug:slug>/contact/", contact.cycle_contact, name="contact"),
    path("<slug:slug>/animation/", board.cycle_board, name="board"),
    path("<slug:slug>/animation/journee/", scheduling.workday_create, name="workday_create"),
    path("<slug:slug>/animation/publier/", board.programme_publish, name="programme_publish"),
    path("<slug:slug>/animation/changements/", changes.cycle_changes, name="changes"),
]
