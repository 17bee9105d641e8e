"""What people do with their own work contact in an organisation.

The organisation counts as changed with it: a file that brought the contact does not write over it again.
"""

from django.db import transaction

from accounts.models import User
from support.public_pages import touching

from .models import Actor, ActorContact

SCOPE = "actors"


def correct(user, pk, **fields) -> bool:
    """Give this person's contact these fields; False when it was removed meanwhile, and stays so.

    PermissionDenied when the account was deleted meanwhile.
    """
    with touching(SCOPE):
        User.objects.hold_or_refuse(user.pk)
        held = hold(ActorContact.objects.of(user).filter(pk=pk))
        if not held:
            return False
        (contact,) = held
        for name, value in fields.items():
            setattr(contact, name, value)
        # Fields by name: a row that went meanwhile must not come back.
        contact.save(update_fields=list(fields))
        Actor.objects.filter(pk=contact.actor_id).mark_changed()
        return True


def remove(contacts) -> None:
    """Remove these contacts; those that are gone already stay gone."""
    with touching(SCOPE):
        held = hold(contacts)
        Actor.objects.filter(pk__in={contact.actor_id for contact in held}).mark_changed()
        contacts.filter(pk__in=[contact.pk for contact in held]).delete()


def hold(contacts, *, with_actors=None) -> list[ActorContact]:
    """These contacts, locked until the transaction ends, with their actors and those of `with_actors`.

    Actors first, in the order of their keys, then contacts, as merging and loading a file do: in another
    order, each would wait for what the other holds.
    """
    others = Actor.objects.none() if with_actors is None else with_actors
    while True:
        with transaction.atomic():
            actors = {*contacts.values_list("actor_id", flat=True), *others.values_list("pk", flat=True)}
            # Read to the end, or nothing is locked.
            list(Actor.objects.select_for_update().filter(pk__in=actors).order_by("pk").values_list("pk"))
            if not contacts.exclude(actor__in=actors).exists():
                return list(contacts.select_for_update().filter(actor__in=actors).order_by("pk"))
            # A merge took a contact to another actor meanwhile. Let go of all, so as to begin in order again.
            transaction.set_rollback(True)
