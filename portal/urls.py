from django.urls import include, path

from .views import home, landing

urlpatterns = [
    path("", home.home, name="home"),
    path("bienvenue/", landing.landing, name="landing"),
    path("compte/", include("accounts.urls")),
    path("demo/", include("portal.urls_demo")),
    path("cycles/", include("cycle.urls")),
    path("cycles/", include("participants.urls")),
    path("invitations/", include("participants.urls_invitations")),
    path("journees/", include("cycle.urls_workdays")),
    path("territoires/", include("mapping.urls")),
    path("carte/", include("mapping.urls_map")),
    path("carte/", include("mapping.urls_actors")),
    path("carte/", include("mapping.urls_moderation")),
    path("", include("charter.urls")),
    path("", include("portal.urls_pages")),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.page_not_found"
handler500 = "portal.views.errors.server_error"
