"""The leaflet of a cycle, to recruit with: two A4 pages that say what its public page says."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from support import pdf
from support.french import is_plural
from support.public_pages import versions

from .models import Cycle, Workday
from .overview import Overview, PhaseLane, overview

# Beyond these, a text is not for a leaflet: the page has it whole.
MOST_WORDS, LONGEST_TEXT, LONGEST_LINE = 1500, 320, 140
MORE = "… la suite en ligne"


def leaflet(cycle: Cycle, today: date, known: dict[str, int] | None = None) -> bytes:
    """The leaflet as tagged PDF, made once for as long as nothing that it shows changes.

    One more query unless the versions of its scopes are `known`. Outside transactions: see `support.pdf`.
    """
    # The versions before the content: a leaflet may be newer than what it is remembered by, never older.
    version = versions(scopes_of(cycle), known)
    # A scope that nobody ever touched says nothing of its content.
    make = _leaflet if version[cycle.scope] else _leaflet.__wrapped__
    return make(cycle, today, *version.values())


def scopes_of(cycle: Cycle) -> list[str]:
    return [cycle.scope, "territories"]


@lru_cache(maxsize=16)
def _leaflet(cycle: Cycle, today: date, *version: int) -> bytes:
    return pdf.render("cycle/leaflet.typ", leaflet_data(overview(cycle, today)))


def leaflet_data(seen: Overview) -> dict[str, Any]:
    """What the leaflet says, all of it public. The cycle brings its territory."""
    cycle = seen.cycle
    address = settings.PORTAL_URL + cycle.get_absolute_url()
    kicker = [cycle.territory.name, seen.period, "cycle fictif" if cycle.is_fictional else ""]
    return {
        "document_title": f"{cycle.title} : la plaquette",
        "title": cycle.title,
        "tagline": cycle.tagline,
        "kicker": " · ".join(part for part in kicker if part),
        "figures": [
            _count(len(seen.lanes), "phase"),
            _count(len(seen.themes), "thème"),
            _count(len(seen.workdays), "journée"),
        ],
        "context": _paragraphs(cycle.context),
        "objectives": [_short(objective.text) for objective in seen.objectives],
        "phases": [_phase(lane) for lane in seen.lanes],
        "join": {
            "label": _invitation(seen),
            "address": address,
        },
        "contacts": [
            {
                "organisation": contact.organisation,
                "former_name": contact.former_name,
                "address": contact.address,
                "website": contact.website,
            }
            for contact in seen.contacts
        ],
        "partners": [{"role": partner.get_role_display(), "name": partner.name} for partner in seen.partners],
        "notes": _notes(seen),
    }


def _phase(lane: PhaseLane) -> dict[str, Any]:
    return {
        "number": lane.phase.number,
        "colour": lane.phase.colour,
        "title": lane.phase.title,
        "period": lane.phase.period,
        "themes": [_short(row.theme.title, LONGEST_LINE) for row in lane.themes],
        "themes_label": " ".join(_count(len(lane.themes), "thème")),
        "days": [_day(workday, lane.day_unknown) for workday in lane.workdays],
        "days_label": " ".join(_count(len(lane.workdays), "journée")),
    }


def _day(workday: Workday, day_unknown: str) -> dict[str, Any]:
    """As precise as its date is known, and never how to join from afar."""
    is_cancelled = workday.status == Workday.Status.CANCELLED
    when = day_unknown if workday.precision == Workday.Precision.PERIOD else workday.when
    where = workday.where_in_short or (workday.get_format_display() if workday.format else "")
    return {
        "number": workday.number,
        "name": _short(workday.name, LONGEST_LINE),
        "when": f"annulée, {when}" if is_cancelled else when,
        "hours": workday.hours,
        "where": _short(where, LONGEST_LINE),
        "is_cancelled": is_cancelled,
    }


def _invitation(seen: Overview) -> str:
    if not seen.cycle.is_public:
        return "La page du cycle, pour ses membres"
    return "Tout le cycle, en ligne" if seen.is_over else "S’inscrire et suivre le cycle"


def _notes(seen: Overview) -> list[str]:
    cycle = seen.cycle
    licence = f"{cycle.licence} ({cycle.licence_url})" if cycle.licence_url else cycle.licence
    return [
        note
        for note in (
            _short(cycle.source_note),
            f"Licence des textes : {licence}" if licence else "",
            "Cycle fictif : personnes, structures et lieux sont inventés." if cycle.is_fictional else "",
        )
        if note
    ]


def _paragraphs(text: str) -> list[str]:
    """Paragraphs on one line each; of a very long text, no more than a page could ever hold."""
    short = Truncator(text).words(MOST_WORDS, truncate=f" {MORE}") if len(text.split()) > MOST_WORDS else text
    paragraphs = (" ".join(part.split()) for part in short.split("\n\n"))
    return [part for part in paragraphs if part]


def _short(text: str, longest: int = LONGEST_TEXT) -> str:
    return Truncator(" ".join(text.split())).chars(longest, truncate=MORE)


def _count(number: int, word: str) -> tuple[str, str]:
    return str(number), f"{word}s" if is_plural(number) else word
