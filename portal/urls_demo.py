from django.urls import path

from .views import demo

app_name = "demo"
urlpatterns = [
    path("", demo.demo_index, name="index"),
    path("entrer/", demo.demo_enter, name="enter"),
    path("courriels/", demo.demo_mails, name="mails"),
]
