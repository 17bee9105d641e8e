"""Django's SMTP backend, with two things more: a whole delivery has one deadline, and a connection that
fails after the message was handed over is told apart from one that failed before.
"""

import io
import smtplib
import time

from django.core.mail.backends import smtp

# Past its deadline a connection still says goodbye, briefly.
LAST_WORDS = 0.05


class HandoverUncertainError(Exception):
    """Handed over in full, without an answer: the server may have taken the message, or not."""


class _DeadlineReader(io.RawIOBase):
    """Reads a connection's socket, each time for no longer than what is left: a server that sends one byte
    at a time cannot hold it."""

    def __init__(self, connection: "_CarefulSMTP"):
        self._connection = connection

    def readable(self):
        return True

    def readinto(self, buffer):
        self._connection.keep_deadline()
        sock = self._connection.sock
        return sock.recv_into(buffer) if sock is not None else 0


class _CarefulSMTP(smtplib.SMTP):
    """`timeout` is that of a whole delivery, connection included, not of each exchange."""

    _deadline = 0.0
    _mails = 0

    def begin_mail(self):
        """The first mail shares the deadline of its connection; each later one has its own."""
        if self._mails:
            self._restart_clock()
        self._mails += 1

    def _restart_clock(self):
        self._deadline = time.monotonic() + self.timeout

    def keep_deadline(self):
        """Lets the next exchange last no longer than what is left."""
        if self.sock is not None:
            self.sock.settimeout(max(LAST_WORDS, self._deadline - time.monotonic()))

    def connect(self, *args, **kwargs):
        self._restart_clock()
        return super().connect(*args, **kwargs)

    def send(self, data):
        self.keep_deadline()
        super().send(data)

    def getreply(self):
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_DeadlineReader(self))
        return super().getreply()

    def data(self, message):
        """Sends the message (bytes); HandoverUncertainError when its end was sent without a clear answer."""
        code, reply = self.docmd("data")
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        # Until the final dot has been sent the server cannot have taken the message: a failure here is safe.
        self.send(_stuffed(message))
        try:
            self.send(b".\r\n")
            code, reply = self.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise HandoverUncertainError(str(error)) from error
        if not (code == 250 or 400 <= code <= 599):
            self.close()
            raise HandoverUncertainError(f"{code} {reply!r}")
        return code, reply


class _CarefulSMTPOverTLS(_CarefulSMTP, smtplib.SMTP_SSL):
    pass


def _stuffed(message: bytes) -> bytes:
    """The message as DATA wants it: a leading dot doubled, CRLF at the end (RFC 5321, 4.5.2)."""
    text = message.replace(b"\r\n.", b"\r\n..")
    if text.startswith(b"."):
        text = b"." + text
    return text if text.endswith(b"\r\n") else text + b"\r\n"


class EmailBackend(smtp.EmailBackend):
    """`settings.EMAIL_BACKEND` of the portal in production."""

    @property
    def connection_class(self):
        return _CarefulSMTPOverTLS if self.use_ssl else _CarefulSMTP

    def open(self):
        opened = super().open()
        # A server that does not greet properly is away: that is learnt before any mail is at stake.
        if opened and self.connection is not None:
            self.connection.ehlo_or_helo_if_needed()
        return opened

    def send_messages(self, email_messages):
        if isinstance(self.connection, _CarefulSMTP):
            self.connection.begin_mail()
        return super().send_messages(email_messages)
