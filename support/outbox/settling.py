"""What a person decides of a mail that did not leave for certain: the worker never does by itself."""

from .models import Mail


def send_again(mail: Mail) -> bool:
    """Put an uncertain or refused mail back into the queue, under the same Message-ID; whether it was one.

    One whose text was erased, being of no more use, does not come back.
    """
    return bool(
        _to_settle(mail)
        .exclude(body="")
        .update(state=Mail.State.QUEUED, attempts=0, not_before=None, last_error="")
    )


def give_up(mail: Mail) -> bool:
    """Leave an uncertain mail at that, as one that will not be sent again; whether it was uncertain."""
    uncertain = Mail.objects.filter(pk=mail.pk, state=Mail.State.UNCERTAIN)
    return bool(uncertain.update(state=Mail.State.FAILED, last_error="laissé ainsi par l’équipe"))


def _to_settle(mail):
    return Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED])
