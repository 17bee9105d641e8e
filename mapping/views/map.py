"""The map: who acts where, for whom, and where nobody does."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from support.public_pages import public_page, versions

from .. import wording
from ..acting import ALL, NEAR, SEATS, WIDE, Answer, Question
from ..forms_map import MapForm
from ..geography import geography
from ..listing import page_of
from ..models import Territory
from ..portrait import Portrait

SCOPES = ["actors", "territories"]
TARGET = "resultats"
PARAMS = ("q", "categorie", "public", "moment", "territoire", "vue", "page")


@login_not_required
@require_safe
@public_page(scopes=lambda request: SCOPES, params=PARAMS, targets=[TARGET])
def map_detail(request):
    known = versions(SCOPES, getattr(request, "scope_versions", None))
    places = geography(known)
    # A scope that nobody ever touched says nothing of its content.
    stamp = tuple(known.values()) if all(known[name] for name in SCOPES) else ()
    form = MapForm(request.GET, geography=places)
    context = {"form": form, "has_communes": bool(places.communes)}
    if form.is_valid():
        context |= _told(Answer(form.question(), places, stamp), request.GET.get("page"))
        if form.place and form.place.kind == Territory.Kind.FORMER_COMMUNE:
            context["former"] = form.place.name
    is_fragment = request.htmx.target == TARGET
    return render(request, f"mapping/{'_map_answered' if is_fragment else 'map_detail'}.html", context)


def _told(answer, page_number):
    """All that the page says of an answer."""
    page, asked = page_of(answer, page_number), answer.question
    sentence = wording.sentence(answer)
    return {
        "answer": answer,
        "question": asked,
        "sentence": sentence,
        "total": wording.in_figures(answer.total),
        "wide_sentence": wording.wide_sentence(answer),
        "wide_address": asked.address(view=WIDE),
        "all_address": asked.address(view=ALL),
        "is_seats": asked.view == SEATS,
        "seats_address": asked.address(view=SEATS),
        "near_address": asked.address(view=NEAR),
        "everywhere_address": asked.address(place=None),
        "is_blank": asked == Question(),
        "empty_heading": wording.empty_heading(answer),
        "empty_sentence": wording.empty_sentence(answer),
        "nobody": len(answer.nobody),
        "somebody": len(answer.numbers) - len(answer.nobody),
        "portrait": Portrait(answer),
        "page": page,
        "previous_address": asked.address(page=page.number - 1),
        "next_address": asked.address(page=page.number + 1),
        "shows_fictional": any(line.is_fictional for line in page.object_list),
    }
