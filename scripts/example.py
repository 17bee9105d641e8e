"""The variables of `.env.example`, filled so that production settings start: for checks and measures."""

import secrets

from .steps import ROOT

EXAMPLE = ROOT / ".env.example"
MAY_BE_EMPTY = {"SMTP_USER", "SMTP_PASSWORD", "DPO_EMAIL", "BIND"}


def example_variables() -> dict[str, str]:
    """What `.env.example` sets, as it stands there."""
    lines = EXAMPLE.read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def example_environment() -> dict[str, str]:
    """The example's values, with a fresh secret and stand-ins where the example rightly has none."""
    filled = {name: f"{name} (exemple)" for name in example_variables().keys() - MAY_BE_EMPTY}
    filled["SECRET_KEY"] = secrets.token_urlsafe(64)
    return filled | {name: value for name, value in example_variables().items() if value}
