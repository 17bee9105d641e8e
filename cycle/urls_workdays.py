from django.urls import path

from .views import changes, cycle, feed, scheduling, workday

app_name = "workday"
urlpatterns = [
    path("", cycle.cycle_list, name="list"),
    path("<int:pk>/", workday.workday_detail, name="detail"),
    path("<int:pk>/modifier/", scheduling.workday_edit, name="edit"),
    path("<int:pk>/changements/", changes.workday_changes, name="changes"),
    path("<int:pk>/journee.ics", feed.workday_ics, name="ics"),
]
