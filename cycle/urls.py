from django.urls import path

from .views import contact, cycle, feed

app_name = "cycle"
urlpatterns = [
    path("", cycle.cycle_list, name="list"),
    path("<slug:slug>/", cycle.cycle_detail, name="detail"),
    path("<slug:slug>/calendrier.ics", feed.cycle_feed, name="feed"),
    path("<slug:slug>/contact/", contact.cycle_contact, name="contact"),
]
