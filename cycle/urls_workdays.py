from django.urls import path

from .views import feed, workday

app_name = "workday"
urlpatterns = [
    path("<int:pk>/", workday.workday_detail, name="detail"),
    path("<int:pk>/journee.ics", feed.workday_ics, name="ics"),
]
