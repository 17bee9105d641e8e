from django.urls import path

from .views import map as map_views

app_name = "map"
urlpatterns = [
    path("", map_views.map_detail, name="detail"),
]
