import logging
import signal
import threading
import time

from django.db import DatabaseError, InterfaceError, connection

from . import delivery

logger = logging.getLogger("support.outbox")

SWEEP_EVERY = 60  # seconds
LONGEST_PAUSE = 30  # seconds, while the mail server or the database is away


class Worker:
    """Sends mails as they come, until it is told to stop; whatever fails, it waits a little and goes on.

    `every`: seconds between two looks at an empty queue. A stop finishes the mail in hand, so it takes at
    most `settings.EMAIL_TIMEOUT` seconds.
    """

    def __init__(self, every: float):
        self.every = every
        self._stop = threading.Event()
        self._swept_at: float | None = None

    def stop(self, *_):
        self._stop.set()

    def stop_on_signals(self):
        """SIGTERM and SIGINT stop the worker cleanly; only the main thread may call this."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def run(self):
        logger.info("envoi des courriels : prêt")
        pause = self.every
        while not self._stop.is_set():
            pause = self.every if self._work() else min(max(1, pause * 2), LONGEST_PAUSE)
            self._stop.wait(pause)
        connection.close()
        logger.info("envoi des courriels : arrêté")

    def _work(self) -> bool:
        """One round; False when the mail server or the database was away."""
        try:
            if self._swept_at is None or time.monotonic() - self._swept_at > SWEEP_EVERY:
                swept = delivery.sweep()
                self._swept_at = time.monotonic()
                if swept["expired"]:
                    logger.info("courriels périmés : %s", swept["expired"])
            return not delivery.drain(self._stop.is_set)["unreachable"]
        except (DatabaseError, InterfaceError) as error:
            logger.warning("la base ne répond pas, nouvel essai bientôt : %s", error)
        except Exception:
            logger.exception("l’envoi des courriels a échoué, nouvel essai bientôt")
        # A broken connection would stay broken: the next round opens a new one.
        connection.close()
        return False
