"""Mail that is never lost: written with what it tells, sent afterwards by a worker.

    from support import outbox
    outbox.queue(to=user.email, subject="…", body="…")

`queue` writes a row inside the caller's transaction: no mail without the change that it tells, and no
change without its mail. `manage.py send_mail --loop` sends the rows; an urgent one (a log-in code) also has
one immediate attempt as soon as the transaction commits.

What is promised: a mail recorded as sent is never sent again; two workers never send the same one; one that
the server may or may not have taken (cut after DATA) is "uncertain" and never sent again by itself. What
cannot be promised: a worker killed between the server's acceptance and the record leaves a mail that will
be sent twice, with the same Message-ID.
"""

from .attachments import Attachment, attachment_renderer
from .queueing import queue
from .settling import give_up, send_again
from .sweeping import at_each_sweep

__all__ = ["Attachment", "at_each_sweep", "attachment_renderer", "give_up", "queue", "send_again"]
