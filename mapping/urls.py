from django.urls import path, register_converter

from .converters import TerritoryCodeConverter, TerritoryKindConverter
from .views import neighbourhoods, territories

register_converter(TerritoryKindConverter, "territory_kind")
register_converter(TerritoryCodeConverter, "territory_code")

app_name = "mapping"
urlpatterns = [
    path("", territories.territory_list, name="territory_list"),
    path("quartiers/nouveau/", neighbourhoods.neighbourhood_create, name="neighbourhood_create"),
    path("quartiers/<int:pk>/modifier/", neighbourhoods.neighbourhood_edit, name="neighbourhood_edit"),
    path("quartiers/<int:pk>/supprimer/", neighbourhoods.neighbourhood_delete, name="neighbourhood_delete"),
    path(
        "<territory_kind:kind>/<territory_code:code>/",
        territories.territory_detail,
        name="territory_detail",
    ),
]
