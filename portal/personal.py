"""What the outbox holds about one person: mails written to them, and by them through a form."""

from django.db.models import Q

from accounts.personal import Entry, Fact
from support.outbox.delivery import KEPT_DAYS
from support.outbox.models import Mail


class MailsPart:
    """The traces of mails. Their text is never told: a code that has not left yet would be read there."""

    key = "mails"
    name = "Les courriels du portail"
    seen_by = "Les personnes qui exploitent le portail."

    def collect(self, user):
        return [
            {
                "to": mail.to,
                "reply_to": mail.reply_to,
                "subject": mail.subject,
                "state": mail.state,
                "written_at": mail.created_at.isoformat(),
                "sent_at": mail.sent_at and mail.sent_at.isoformat(),
                "text_is_kept": mail.has_text,
            }
            for mail in _mails(user).order_by("pk").defer("body").annotate(has_text=~Q(body=""))
        ]

    def entries(self, user):
        count = _mails(user).count()
        if not count:
            return []
        facts = (
            Fact("Gardés en ce moment", str(count)),
            Fact("Combien de temps", f"Le texte jusqu’au départ, l’objet et l’adresse {KEPT_DAYS} jours"),
        )
        return [Entry(facts=facts)]

    def erase(self, user):
        _mails(user).delete()


def _mails(user):
    return Mail.objects.filter(Q(to__iexact=user.email) | Q(reply_to__iexact=user.email))
