"""Mails, made short."""

from django.utils import timezone

from support.outbox.models import Mail


def mail(**fields):
    """A mail in the queue, unless told otherwise; times are given as they are."""
    if fields.get("state") == Mail.State.SENT:
        fields.setdefault("sent_at", timezone.now())
    number = Mail.objects.count() + 1
    return Mail.objects.create(
        **{
            "message_id": f"<{number}@example.org>",
            "to": f"personne{number}@example.org",
            "subject": f"Objet {number}",
            "body": f"Texte {number}\n",
            **fields,
        }
    )
