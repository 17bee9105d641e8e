"""A workday in words, field by field: what the history keeps, what two people who save at once compare."""

from collections.abc import Iterable

from accounts.models import Identity

from .models import Cycle, ProgrammeChange, Theme, Workday

Words = dict[str, str]

VIDEO_LINK = "Lien de la visioconférence"


def in_words(workday: Workday, themes: Iterable[Theme]) -> Words:
    """What is said of this workday, under the names that people read; "" where nothing is said."""
    by_number = sorted(themes, key=lambda theme: theme.number)
    return {
        "Phase": str(workday.phase),
        "Titre": workday.title,
        "Date": workday.when if workday.date else f"{workday.when}, jour à préciser",
        "Heures": workday.hours,
        "Forme": workday.get_format_display(),
        "Lieu": workday.where,
        "Places": str(workday.capacity or ""),
        VIDEO_LINK: workday.video_link,
        "Thèmes": "\n".join(f"{theme.number}. {theme.title}" for theme in by_number),
        "Présentation": workday.description,
        "Situation": workday.get_status_display(),
        "Présences": workday.attendance,
        "Plan du cycle": "annoncée au départ" if workday.is_announced else "ajoutée en cours de route",
    }


def differences(before: Words, after: Words) -> list[dict[str, str]]:
    """The fields that differ, each with its words before and after."""
    return [
        {"field": field, "before": before.get(field, ""), "after": after.get(field, "")}
        for field in {**before, **after}
        if before.get(field, "") != after.get(field, "")
    ]


def record(
    cycle: Cycle,
    workday: Workday,
    before: Words | None,
    after: Words | None,
    *,
    reason: str = "",
    author: Identity | None = None,
) -> None:
    """Keep a change of a published programme; None before a day that is new, after one that is gone.

    Before the programme is published, and where nothing differs, nothing is kept. Everybody reads the reason,
    unless the change is of nothing but what members alone may know.
    """
    differing = differences(before or {}, after or {})
    if cycle.programme_published_at is None or not differing:
        return
    Kind = ProgrammeChange.Kind  # noqa: N806
    ProgrammeChange.objects.create(
        cycle_key=cycle.pk,
        workday_uid=workday.uid,
        workday_name=f"Journée {workday.number}" + (f" : {workday.title}" if workday.title else ""),
        kind=Kind.ADDED if before is None else Kind.REMOVED if after is None else Kind.CHANGED,
        differences=differing,
        reason=reason,
        is_public=any(one["field"] != VIDEO_LINK for one in differing),
        author=author,
    )
