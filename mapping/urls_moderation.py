from django.urls import path

from .views import moderation

app_name = "moderation"
urlpatterns = [
    path("moderation/", moderation.list_, name="list"),
    path("moderation/<int:pk>/", moderation.actor, name="actor"),
    path("moderation/<int:pk>/fusionner/", moderation.merge, name="merge"),
    path("moderation/<int:pk>/refuser/", moderation.withdraw, name="withdraw"),
    path("moderation/<int:pk>/remettre/", moderation.restore, name="restore"),
]
