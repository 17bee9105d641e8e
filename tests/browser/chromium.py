"""Finding Chromium and starting it without any traffic of its own."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def find() -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, else the first on PATH, else None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright):
    """A headless Chromium that playwright drives; RuntimeError where there is none."""
    path = find()
    if path is None:
        raise RuntimeError("No Chromium here: install one, or name it in CHROMIUM.")
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
