from django.urls import path

from .views import agenda, changes, cycle, feed, scheduling, workday

app_name = "workday"
urlpatterns = [
    path("", cycle.cycle_list, name="list"),
    path("<int:pk>/", workday.workday_detail, name="detail"),
    path("<int:pk>/modifier/", scheduling.workday_edit, name="edit"),
    path("<int:pk>/deroule/", agenda.agenda, name="agenda"),
    path("<int:pk>/deroule/ajouter/", agenda.agenda_add, name="agenda_add"),
    path("<int:pk>/deroule/copier/", agenda.agenda_copy, name="agenda_copy"),
    path("<int:pk>/deroule/<int:item>/", agenda.agenda_edit, name="agenda_edit"),
    path("<int:pk>/deroule/<int:item>/deplacer/", agenda.agenda_move, name="agenda_move"),
    path("<int:pk>/deroule/<int:item>/retirer/", agenda.agenda_delete, name="agenda_delete"),
    path("<int:pk>/changements/", changes.workday_changes, name="changes"),
    path("<int:pk>/journee.ics", feed.workday_ics, name="ics"),
]
