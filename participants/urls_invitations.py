from django.urls import path

from .views import invitations

app_name = "invitation"
urlpatterns = [path("<str:token>/", invitations.detail, name="detail")]
