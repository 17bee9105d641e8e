"""What people do with their own work contact in an organisation.

The organisation counts as changed with it: a file that brought the contact does not write over it again.
"""

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
        contact = ActorContact.objects.of(user).select_for_update().filter(pk=pk).first()
        if contact is None:
            return False
        for name, value in fields.items():
            setattr(contact, name, value)
        # Fields by name: a row that went meanwhile must not come back.
        contact.save(update_fields=list(fields))
        Actor.objects.filter(pk=contact.actor_id).mark_changed()
        return True


def remove(contacts) -> None:
    """Remove these contacts; those that are gone already stay gone."""
    with touching(SCOPE):
        Actor.objects.filter(contacts__in=contacts).mark_changed()
        contacts.delete()
