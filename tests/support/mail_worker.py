"""`manage.py send_mail` that kills itself, as a power cut would, at a step told by MAIL_WORKER_DIES
("step:times").

Steps: claimed (the mail is taken), handing (the server awaits its text), handed (the server has it, nobody
wrote it down), recorded.
"""

import os
import signal
import sys

import django


def _die_after(owner, name, times):
    done = getattr(owner, name)
    remaining = [times]

    def done_then_killed(*arguments, **options):
        result = done(*arguments, **options)
        remaining[0] -= 1
        if remaining[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, done_then_killed)


def main():
    django.setup()
    from django.core.management import call_command

    from support.outbox import delivery, smtp

    if told := os.environ.get("MAIL_WORKER_DIES"):
        step, times = told.split(":")
        owner, name = {
            "claimed": (delivery, "claim"),
            "handing": (smtp, "_stuffed"),
            "handed": (delivery, "deliver"),
            "recorded": (delivery, "record"),
        }[step]
        _die_after(owner, name, int(times))
    call_command("send_mail", *sys.argv[1:])


if __name__ == "__main__":
    main()
