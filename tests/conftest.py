import time

import pytest


@pytest.fixture(autouse=True)
def _one_half_minute(monkeypatch):
    """The code that an application shows lasts as long as the test that types it.

    The portal takes only the code of the present half-minute: one read at its end would be refused.
    """
    from allauth.mfa import app_settings
    from allauth.mfa.totp.internal import auth

    counter = int(time.time()) // app_settings.TOTP_PERIOD
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([counter]))
