from django.urls import path

from .views import board, changes, contact, creation, cycle, feed, programme, scheduling, venues, ways

app_name = "cycle"
urlpatterns = [
    path("", cycle.cycle_list, name="list"),
    path("nouveau/", creation.cycle_new, name="new"),
    path("nouveau/vierge/", creation.cycle_new_blank, name="new_blank"),
    path("nouveau/fichier/", creation.cycle_new_file, name="new_file"),
    path("<slug:slug>/", cycle.cycle_detail, name="detail"),
    path("<slug:slug>/animation/decliner/", creation.cycle_roll_out, name="roll_out"),
    path("<slug:slug>/animation/fichier/", creation.cycle_file, name="file"),
    path("<slug:slug>/animation/fichier.toml", creation.cycle_file_download, name="file_download"),
    path("<slug:slug>/programme/", programme.cycle_programme, name="programme"),
    path("<slug:slug>/plaquette.pdf", programme.cycle_leaflet, name="leaflet"),
    path("<slug:slug>/calendrier.ics", feed.cycle_feed, name="feed"),
    path("<slug:slug>/contact/", contact.cycle_contact, name="contact"),
    path("<slug:slug>/animation/", board.cycle_board, name="board"),
    path("<slug:slug>/animation/liste/", ways.board_list, name="board_list"),
    path("<slug:slug>/animation/mois/", ways.board_month, name="board_month"),
    path("<slug:slug>/animation/annee/", ways.board_year, name="board_year"),
    path("<slug:slug>/animation/journee/", scheduling.workday_create, name="workday_create"),
    path("<slug:slug>/animation/publier/", board.programme_publish, name="programme_publish"),
    path("<slug:slug>/animation/lieux/", venues.venue_list, name="venues"),
    path("<slug:slug>/animation/lieux/nouveau/", venues.venue_create, name="venue_create"),
    path("<slug:slug>/animation/lieux/<int:pk>/", venues.venue_edit, name="venue_edit"),
    path("<slug:slug>/animation/lieux/<int:pk>/supprimer/", venues.venue_delete, name="venue_delete"),
    path("<slug:slug>/animation/changements/", changes.cycle_changes, name="changes"),
]
