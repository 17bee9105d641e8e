"""Logs that can be read and kept: one event a line, and nothing in it that opens a door."""

import datetime
import logging
import re

FOLD = " ⏎ "
MASK = "•••"

# What would break a line, move a terminal's cursor or turn the reading direction; and the sign that folds
# tracebacks, which nobody else may write.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\u23ce\ud800-\udfff]")
_VALUE = r"""(?:[bru]{1,2}(?=['"]))?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&"'}\])]+)"""
_SECRETS = (
    # A header of credentials: all that follows it.
    re.compile(r"(?i)((?:\b|_)(?:set-)?(?:cookies?|authorization)['\"]?\s*[:=]\s*)[^⏎]+"),
    # name=value, "name": "value": sessions, tokens, passwords, keys.
    re.compile(
        r"(?i)((?<![\w-])[\w-]{0,40}(?:session|csrf|token|secret|passw|passphrase|api_?key)[\w-]{0,40}"
        rf"['\"]?\s*[=:]\s*){_VALUE}"
    ),
    # A code by its name; "status_code" and its like are none.
    re.compile(
        r"(?i)((?<![\w-])(?:(?:login|user|verification|confirmation|recovery|email|fresh)[_-])?(?:code|otp)s?"
        rf"['\"]?\s*[=:]\s*)(?=['\"]?[\w-]{{4}}){_VALUE}"
    ),
    # A code in a sentence: "Votre code est ABCD-EFGH."
    re.compile(
        r"((?i:\bcodes?\b)[^⏎]{0,40}?)(?<![\w-])(?:[A-Z0-9]{3,5}(?:-[A-Z0-9]{3,5}){1,2}|[A-Z0-9]{6,9})(?![\w-])"
    ),
    # A code of the kind that is mailed here (four consonants, twice), wherever it stands.
    re.compile(r"()(?<![\w-])[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}(?![\w-])"),
    # Session keys, CSRF tokens, TOTP secrets: 32 letters and digits or more in a row.
    re.compile(r"()(?<!\w)(?:[a-z0-9]{32,}|[A-Z0-9]{32,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{32,})(?!\w)"),
    # Values that Django signed: content:time:signature.
    re.compile(r"()(?<![\w-])[\w-]+:[0-9A-Za-z]{6}:[\w-]{27,}"),
    # The password inside an address, as in postgresql://user:password@host.
    re.compile(r"(?i)((?<![a-z])[a-z][a-z0-9+.-]{0,20}://[^\s:/@]{0,100}:)[^\s@]+(?=@)"),
)


def mask_secrets(text: str) -> str:
    """The text without codes, cookies, tokens and passwords; what is doubtful is masked too."""
    for secret in _SECRETS:
        text = secret.sub(rf"\1{MASK}", text)
    return text


def one_line(text: str) -> str:
    """The text with its control characters and line breaks written out, as in "\\n"."""
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


class OneLineFormatter(logging.Formatter):
    """One event, one line, whatever the event says; secrets masked; times with their offset (ISO 8601).

    The lines of a traceback are joined by " ⏎ ", a sign that no message can forge.
    """

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        parts = [self.formatMessage(record)]
        if record.exc_info:
            parts += self.formatException(record.exc_info).splitlines()
        elif record.exc_text:
            parts += record.exc_text.splitlines()
        if record.stack_info:
            parts += self.formatStack(record.stack_info).splitlines()
        return mask_secrets(FOLD.join(one_line(part) for part in parts))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        when = datetime.datetime.fromtimestamp(record.created).astimezone()
        return when.strftime(datefmt) if datefmt else when.isoformat(timespec="milliseconds")
