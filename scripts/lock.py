"""`make lock`: renews the hashed requirement files, for every Python that the project supports."""

import tempfile
import venv
from pathlib import Path

from .steps import ROOT, Failure, end_on_termination, quietly, step

FILES = {
    "requirements.txt": ["--no-default-groups"],
    "requirements-dev.txt": [],
}
LINTERS = ROOT / ".ci" / "requirements.in"


def main() -> None:
    end_on_termination()
    with tempfile.TemporaryDirectory() as directory:
        with step("Fetching uv into a throw-away environment"):
            venv.create(directory, with_pip=True)
            tools = Path(directory) / "bin"
            quietly([tools / "python", "-m", "pip", "install", "--quiet", "uv"])
        uv = tools / "uv"
        for name, options in FILES.items():
            with step(f"Writing {name}"):
                export = [uv, "export", "--quiet", "--no-emit-project", "--no-header", *options]
                quietly([*export, "--output-file", name], cwd=ROOT)
        with step("Writing .ci/requirements.txt"):
            resolve = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
            resolve += ["--generate-hashes", "--no-header", "--no-annotate"]
            quietly([*resolve, LINTERS, "--output-file", LINTERS.with_suffix(".txt")], cwd=ROOT)
    for path in (*map(ROOT.joinpath, FILES), LINTERS.with_suffix(".txt")):
        if "://" in path.read_text():
            raise Failure(f"{path.name} names an address; a lock may not.")


if __name__ == "__main__":
    main()
