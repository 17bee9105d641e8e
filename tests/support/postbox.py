"""An SMTP server that keeps what it accepts and fails as it is told."""

import asyncio
import contextlib
import email
import email.policy
import socket
import threading
import time
from collections import Counter

from aiosmtpd.controller import Controller


class Postbox:
    """Keeps accepted messages; `faults` lists, for RCPT and for DATA, what goes wrong the next times.

    A fault is a reply such as "451 later", "hang", or "cut".
    """

    def __init__(self):
        self.messages = []
        self.faults = {"RCPT": [], "DATA": []}
        self.sessions = 0
        self.delay = 0
        self._released = threading.Event()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if reply := await self._fault("RCPT", server):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.delay:
            await asyncio.sleep(self.delay)
        if reply := await self._fault("DATA", server):
            return reply
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    async def _fault(self, step, server):
        if not self.faults[step]:
            return None
        fault = self.faults[step].pop(0)
        if fault == "cut":
            server.transport.abort()
            return "250 nobody hears this"
        if fault == "hang":
            while not self._released.is_set():
                await asyncio.sleep(0.05)
            return "250 too late"
        return fault

    @property
    def deliveries(self):
        """How many times each Message-ID was accepted."""
        return Counter(message["Message-ID"] for message in self.messages)

    @contextlib.contextmanager
    def listening(self, **tls):
        """Serves on a free port of the loopback, over TLS if told how; gives the port."""
        controller = Controller(self, hostname="127.0.0.1", port=_free_port(), **tls)
        controller.start()
        try:
            yield controller.port
        finally:
            self._released.set()
            controller.stop()


@contextlib.contextmanager
def dripping(every=0.1):
    """A server that greets with one byte now and then and never comes to an end; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def serve():
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    while not over.is_set():
                        connection.sendall(b"2")
                        time.sleep(every)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def closed_port():
    """A port on which nobody listens."""
    return _free_port()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
