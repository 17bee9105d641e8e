"""What stewards do to the map."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from support.public_pages import touching

from .models import Territory

_SCOPE = "territories"


def create_neighbourhood(*, kind, name, communes, code="", outline=None) -> tuple[Territory, bool]:
    """A quartier in these communes, and whether it is new: asked twice, the first one is given back.

    Without an official code, one is made from its name and first commune. ValidationError when another
    quartier has the code.
    """
    communes = _sorted(communes)
    wanted = code or _code_from(name, communes)
    with touching(_SCOPE):
        # Locks nothing, yet two at once make one: the unique constraint has the last word.
        quartier, is_new = Territory.objects.get_or_create(
            kind=kind, code=wanted, defaults={"name": name, **_drawn(outline)}
        )
        if is_new:
            quartier.parents.set(communes)
        elif not _is_same(quartier, name, communes, outline):
            raise _code_taken(quartier, code)
    return quartier, is_new


def change_neighbourhood(quartier, *, kind, name, communes, code="", outline=None, keep_outline=False):
    """Give a quartier its new description; without a code it keeps its own. ValidationError as above."""
    code = code or quartier.code
    with touching(_SCOPE):
        other = Territory.objects.filter(kind=kind, code=code).exclude(pk=quartier.pk).first()
        if other:
            raise _code_taken(other, code)
        quartier.kind, quartier.code, quartier.name = kind, code, name
        if not keep_outline:
            quartier.set_outline(outline)
        quartier.save()
        quartier.parents.set(communes)


def delete_neighbourhood(quartier):
    """Take a quartier off the map. ProtectedError when something else in the portal stands on it."""
    with touching(_SCOPE):
        quartier.delete()


def _sorted(communes):
    return sorted(communes, key=lambda commune: commune.code)


def _code_from(name, communes):
    return "-".join(filter(None, [slugify(name)[:60].strip("-"), communes[0].code if communes else ""]))


def _drawn(outline):
    drawn = Territory()
    drawn.set_outline(outline)
    return {"outline": drawn.outline, "shape": drawn.shape}


def _is_same(quartier, name, communes, outline):
    return (
        quartier.name == name and quartier.outline == outline and set(quartier.parents.all()) == set(communes)
    )


def _code_taken(quartier, code):
    if code:
        return ValidationError(
            {"code": ValidationError("« %(name)s » porte déjà ce code.", "taken", {"name": quartier.name})}
        )
    return ValidationError(
        {"name": ValidationError("Un quartier de ce nom existe déjà dans cette commune.", "taken")}
    )
