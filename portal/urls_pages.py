from django.urls import path

from .views import health, pages

urlpatterns = [
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("confidentialite/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("sante/", health.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
]
