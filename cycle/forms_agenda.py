"""The forms of the run of a workday: one item, and the day to copy from."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.db.models import Count

from support.french import is_plural

from .forms_workday import NO_MINOR
from .models import AgendaItem, Cycle, Theme, Workday
from .models.agenda import LONGEST

FIRST = "0"


class AgendaItemForm(forms.ModelForm):
    """Once valid, `instance` is the item as wanted, unsaved; `after` says where a new one goes."""

    place = forms.ChoiceField(
        label="Place dans le déroulé",
        required=False,
        error_messages={
            "invalid_choice": "Cette place n’est plus dans le déroulé : choisissez-en une autre."
        },
    )

    class Meta:
        model = AgendaItem
        fields = [
            "title",
            "minutes",
            "place",
            "intention",
            "method",
            "theme",
            "material",
            "lead",
            "is_public",
        ]
        labels = {
            "title": "Titre",
            "minutes": "Durée, en minutes",
            "intention": "Intention",
            "method": "Méthode",
            "theme": "Thème",
            "material": "Matériel",
            "lead": "Animation",
            "is_public": "Montrer cette séquence sur la page de la journée",
        }
        help_texts = {
            "title": f"Ce que l’on y fait, en quelques mots. {NO_MINOR}",
            "minutes": "L’heure de chaque séquence s’en déduit.",
            "intention": f"Ce que l’on veut avoir à la fin, et comment. {NO_MINOR}",
            "material": f"Ce qu’il faut apporter ou préparer. L’équipe seule le voit. {NO_MINOR}",
            "lead": (
                "Qui mène cette séquence : la structure de préférence, sinon un prénom ; "
                "jamais une personne mineure. L’équipe seule le voit."
            ),
            "is_public": (
                "On y lit son titre, son heure, sa durée, son intention et son thème. "
                "Sans cela, l’équipe seule voit la séquence, et la page laisse un blanc à cette heure."
            ),
        }
        widgets = {
            "minutes": forms.NumberInput(attrs={"min": 1, "max": LONGEST, "inputmode": "numeric"}),
            "intention": forms.Textarea(attrs={"rows": 5}),
            "material": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "title": {"required": "Donnez un titre à la séquence."},
            "minutes": {
                "required": f"Donnez une durée de 1 à {LONGEST} minutes.",
                "invalid": "Donnez un nombre de minutes, en chiffres.",
            },
            "method": {"invalid_choice": "Choisissez une des méthodes proposées."},
            "theme": {"invalid_choice": "Ce thème n’est pas de ce cycle : choisissez dans la liste."},
        }

    def __init__(self, data=None, *, workday: Workday, instance: AgendaItem, initial=None):
        super().__init__(data, instance=instance, initial=initial)
        theme = cast(forms.ModelChoiceField, self.fields["theme"])
        theme.queryset = Theme.objects.filter(cycle=workday.cycle)
        theme.choices = [
            ("", "Aucun en particulier"),
            *((one.pk, f"{one.number}. {one.title}") for one in theme.queryset),
        ]
        cast(forms.ChoiceField, self.fields["method"]).choices = [
            (code, str(label).capitalize()) for code, label in AgendaItem.Method.choices
        ]
        if instance.pk:
            del self.fields["place"]
        else:
            self.place_among(AgendaItem.objects.filter(workday=workday))

    def place_among(self, items: Iterable[AgendaItem]) -> None:
        """Offer the places between these."""
        cast(forms.ChoiceField, self.fields["place"]).choices = [
            ("", "À la fin"),
            (FIRST, "Au début"),
            *((str(item.pk), f"Après {item.rank}. {item.title}") for item in items),
        ]

    @property
    def after(self) -> int | None:
        """The key of the item that comes before, 0 for the beginning, None for the end."""
        place = self.cleaned_data.get("place")
        return int(place) if place else None


class AgendaCopyForm(forms.Form):
    """The day whose run is taken over, among those of the cycles that this user runs."""

    source = forms.ModelChoiceField(
        Workday.objects.none(),
        label="Journée à reprendre",
        help_text="Toutes ses séquences s’ajoutent à la suite ; vous les corrigez ensuite.",
        empty_label=None,
        error_messages={
            "required": "Choisissez une journée.",
            "invalid_choice": "Choisissez une journée de la liste.",
        },
    )

    def __init__(self, data=None, *, workday: Workday, user):
        super().__init__(data)
        days = (
            Workday.objects.filter(cycle__in=Cycle.objects.facilitated_by(user))
            .exclude(pk=workday.pk)
            .annotate(items=Count("agenda_items"))
            .filter(items__gt=0)
            .select_related("cycle")
            .order_by("cycle__title", "cycle_id", "number")
        )
        by_cycle: dict[str, list[tuple[int, str]]] = {}
        for day in days:
            by_cycle.setdefault(day.cycle.title, []).append((day.pk, _told(day)))
        source = cast(forms.ModelChoiceField, self.fields["source"])
        source.queryset = days
        # A choice that nobody made would copy the wrong day.
        source.choices = [("", "Choisissez"), *by_cycle.items()]
        self.has_choice = bool(by_cycle)


def _told(day) -> str:
    title = f"{day.number}. {day.name}" if day.title else day.name
    return f"{title} ({day.items} séquence{'s' if is_plural(day.items) else ''})"
