from django.urls import path

from .views import actors, contacts

app_name = "actor"
urlpatterns = [
    path("structures/<int:pk>/", actors.actor_detail, name="detail"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
]
