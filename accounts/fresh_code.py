"""A fresh code: proof, a moment ago, that whoever holds this session still reads the account's mail.

allauth's own re-authentication lets through, without asking anything, whoever has neither password nor second
factor. Signing and changing a second factor ask for this instead.

A code is bound to one session, one account and one purpose; it lives CODE_LIFETIME seconds, may be tried
CODE_TRIES times and serves once. The session keeps its fingerprint, never the code.
"""

import enum
import functools
import secrets
import time
from dataclasses import asdict, dataclass

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from .tries import spend_try

PENDING = "fresh_code_pending"
PROVEN = "fresh_code_proven"
SALT = "accounts.fresh_code"


@dataclass(frozen=True)
class Purpose:
    """What a code is asked for: a short name, and a French infinitive ("changer…", "signer…") to show."""

    name: str
    words: str

    def sealed(self) -> str:
        """Itself as a text that a request may carry and nobody may change; always the same text."""
        return signing.Signer(salt=SALT).sign_object(asdict(self))

    @classmethod
    def unsealed(cls, text: str) -> "Purpose | None":
        try:
            return cls(**signing.Signer(salt=SALT).unsign_object(text))
        except (signing.BadSignature, TypeError):
            return None


class Answer(enum.Enum):
    """What came of typing a code."""

    RIGHT = "right"
    WRONG = "wrong"
    DEAD = "dead"  # expired, tried too often, already used, or never asked for


SECOND_FACTOR = Purpose("second-factor", "changer la double authentification de votre compte")


def ask(request, purpose: Purpose) -> bool:
    """Send a code to the account's address; it replaces any earlier one. False when too many were asked."""
    if not ratelimit.consume(request, action="fresh_code"):
        return False
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    pending = {
        "purpose": purpose.name,
        "user": str(request.user.pk),
        "id": secrets.token_hex(16),
        "at": time.time(),
    }
    request.session[PENDING] = pending | {"digest": _digest(pending, code)}
    adapter.send_mail(
        "account/email/fresh_code", request.user.email, {"code": code, "purpose": purpose.words}
    )
    return True


def is_pending(request, purpose: Purpose) -> bool:
    """Whether a code sent for this purpose can still be typed in this session."""
    return _pending(request, purpose) is not None


def verify(request, purpose: Purpose, code: str) -> Answer:
    """Try a code. The right one makes the session fresh for this purpose and cannot serve again."""
    pending = _pending(request, purpose)
    if pending is None or not spend_try(request, f"fresh:{pending['id']}"):
        request.session.pop(PENDING, None)
        return Answer.DEAD
    if not constant_time_compare(pending["digest"], _digest(pending, code)):
        pending["failures"] = pending.get("failures", 0) + 1
        if pending["failures"] >= settings.CODE_TRIES:
            request.session.pop(PENDING, None)
            return Answer.DEAD
        request.session[PENDING] = pending
        return Answer.WRONG
    del request.session[PENDING]
    _prove(request, request.user, purpose.name)
    # What was proven belongs to whoever typed the code, not to an older copy of the cookie.
    request.session.cycle_key()
    return Answer.RIGHT


def is_fresh(request, purpose: Purpose, max_age: int = settings.CODE_FRESH_FOR) -> bool:
    """Whether this person typed a code for this purpose, or to log in, less than `max_age` seconds ago."""
    proven = request.session.get(PROVEN) or {}
    if not request.user.is_authenticated or proven.get("user") != str(request.user.pk):
        return False
    now = time.time()
    return any(0 <= now - proven.get(name, float("-inf")) < max_age for name in (purpose.name, "login"))


def note_login(request, user) -> None:
    """Remember that `user` has just typed a log-in code."""
    _prove(request, user, "login")


def page(purpose: Purpose, then: str) -> str:
    """The address of the page that asks for a code, and goes to `then` afterwards."""
    return f"{reverse('accounts:fresh_code')}?{urlencode({'pour': purpose.sealed(), 'next': then})}"


def fresh_code_required(purpose: Purpose):
    """Ask for a fresh code before the view, and come back to it. A POST comes back as a GET."""

    def decorator(view):
        @functools.wraps(view)
        def wrapper(request, *args, **kwargs):
            if is_fresh(request, purpose):
                return view(request, *args, **kwargs)
            # A fragment's address is not a page to come back to.
            htmx = HtmxDetails(request)
            if htmx:
                return HttpResponseClientRedirect(page(purpose, htmx.current_url_abs_path or "/"))
            return redirect(page(purpose, request.get_full_path()))

        return wrapper

    return decorator


def _pending(request, purpose):
    pending = request.session.get(PENDING)
    if (
        not pending
        or pending["purpose"] != purpose.name
        or pending["user"] != str(request.user.pk)
        # A clock set back must not bring a code back to life.
        or not 0 <= time.time() - pending["at"] <= settings.CODE_LIFETIME
    ):
        return None
    return pending


def _prove(request, user, name):
    proven = request.session.get(PROVEN) or {}
    if proven.get("user") != str(user.pk):
        proven = {"user": str(user.pk)}
    request.session[PROVEN] = proven | {name: time.time()}


def _digest(pending, code):
    parts = (pending["id"], pending["user"], pending["purpose"], normalize_user_code(code))
    return salted_hmac(SALT, "\n".join(parts), algorithm="sha256").hexdigest()
