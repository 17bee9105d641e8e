"""`make lint`: everything that is checked without running the portal, all of it even when something fails."""

import os
import subprocess
import sys
import time

from . import environment
from .example import example_environment
from .steps import ROOT, end_on_termination

DEVELOPMENT = {"DJANGO_SETTINGS_MODULE": "portal.settings.development"}


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """Name, command and further variables of each check."""
    templates = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("templates/**/*.html"))]
    production = {**example_environment(), "DJANGO_SETTINGS_MODULE": "portal.settings.production"}
    manage = ["python", "-W", "error", "manage.py"]
    return [
        ("format", ["ruff", "format", "--check", "."], {}),
        ("style", ["ruff", "check", "."], {}),
        ("templates", ["djade", "--target-version", "5.2", "--check", *templates], {}),
        ("imports", ["lint-imports"], {}),
        ("types", ["mypy", "."], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], DEVELOPMENT),
        ("static files", [*manage, "collectstatic", "--no-input", "--verbosity", "0"], production),
        ("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
    ]


def main() -> int:
    end_on_termination()
    environment.ready(environment.DEVELOPMENT)
    failed = []
    for name, (program, *arguments), variables in checks():
        began = time.monotonic()
        done = subprocess.run(
            [environment.VENV / "bin" / program, *arguments],
            cwd=ROOT,
            env={**os.environ, **variables},
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        verdict = f"FAILED ({done.returncode})" if done.returncode else "ok"
        print(f"{name:<13} {verdict:<11} {time.monotonic() - began:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout.rstrip(), flush=True)
    if failed:
        print(f"\nTo mend: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
