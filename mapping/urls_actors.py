from django.urls import path

from .views import actors

app_name = "actor"
urlpatterns = [
    path("structures/<int:pk>/", actors.actor_detail, name="detail"),
]
