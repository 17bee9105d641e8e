"""The project's virtual environment: made when missing, filled from hashed lists, left alone after."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from .steps import ROOT, quietly, step

VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
RUN = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"


def ready(requirements: str) -> None:
    """Makes `.venv` hold what `requirements` lists, at the versions and hashes that it pins."""
    if not _usable():
        with step(f"Creating the virtual environment (Python {sys.version_info[0]}.{sys.version_info[1]})"):
            venv.create(VENV, with_pip=True, clear=VENV.exists())
    if _installed(requirements):
        return
    with step(f"Installing {requirements}"):
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        quietly([*pip, "--requirement", requirements], cwd=ROOT)
    # The development list holds the run-time one, at the same versions.
    for name in {requirements, RUN}:
        _stamp(name).write_text(_digest(name))


def _usable() -> bool:
    """The environment runs: neither its Python nor the folder it was made in has moved away."""
    probe = "import sys; print(sys.prefix, (3, 11) <= sys.version_info < (3, 15))"
    try:
        done = subprocess.run([PYTHON, "-c", probe], check=False, capture_output=True, text=True)
    except OSError:
        return False
    return done.stdout.strip() == f"{VENV} True"


def _installed(requirements: str) -> bool:
    stamp = _stamp(requirements)
    return stamp.exists() and stamp.read_text() == _digest(requirements)


def _stamp(requirements: str) -> Path:
    return VENV / f"installed-{requirements}"


def _digest(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
