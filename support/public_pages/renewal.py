from django.apps import apps as every_app
from django.db import transaction

from .scopes import EVERYTHING, bump


def renew_everything(*, using, apps=every_app, **kwargs):
    """After a migration or a flush, nothing that was kept of a public page counts any more."""
    try:
        apps.get_model("support", "PublicScope")
    except LookupError:
        return  # migrated back to before there were scopes
    with transaction.atomic(using=using):
        bump(EVERYTHING, using=using)
