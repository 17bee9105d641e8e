"""`make bench`: makes the environment, then hands over to the package `bench`."""

import os
import sys

from . import environment
from .steps import ROOT


def main() -> None:
    # The run-time list is enough: what is measured is what production installs.
    environment.ready(environment.RUN)
    os.chdir(ROOT)
    os.execv(environment.PYTHON, [environment.PYTHON, "-m", "bench", *sys.argv[1:]])


if __name__ == "__main__":
    main()
