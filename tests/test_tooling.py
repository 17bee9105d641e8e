"""What `make` promises: the right Python, a ready environment, clear words when something is in the way."""

import hashlib
import http.server
import re
import socket
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from scripts import environment, example, healthcheck, run, test
from scripts.steps import ROOT, Failure, quietly

pytestmark = pytest.mark.once
PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ;]+", re.MULTILINE)


def script(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def find_python(directory: Path, *arguments: str, **variables: str):
    """scripts/python on a machine whose only programs are those of `directory` and the plainest tools."""
    for tool in ("dirname", "sh"):
        (directory / tool).symlink_to(f"/bin/{tool}" if Path(f"/bin/{tool}").exists() else f"/usr/bin/{tool}")
    return subprocess.run(
        [ROOT / "scripts" / "python", *arguments],
        env={"PATH": str(directory), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def stand_in(version: str, *, venv: bool = True) -> str:
    """A Python of that version: tells it, can or cannot make environments, else says who it is."""
    return f"""case "$2" in
        *version_info*) echo {version};;
        *ensurepip*) exit {0 if venv else 1};;
        *) echo "this is {version}: $*";;
    esac"""


def test_the_first_suitable_python_is_used(tmp_path):
    script(tmp_path, "python3", stand_in("3.9"))
    script(tmp_path, "python3.12", stand_in("3.12"))
    done = find_python(tmp_path, "-m", "scripts.run")
    assert (done.returncode, done.stdout) == (0, "this is 3.12: -m scripts.run\n")


def test_a_named_python_comes_first(tmp_path):
    script(tmp_path, "python3", stand_in("3.11"))
    named = script(tmp_path, "mine", stand_in("3.14"))
    assert find_python(tmp_path, "x", PYTHON=str(named)).stdout == "this is 3.14: x\n"


@pytest.mark.parametrize(
    ("version", "venv", "said"),
    [
        ("3.10", True, "python3 (3.10)"),
        ("3.15", True, "python3 (3.15)"),
        ("3.11", False, "install python3.11-venv"),
        (None, True, "no Python at all"),
    ],
)
def test_an_unsuitable_python_is_refused_in_clear_words(tmp_path, version, venv, said):
    if version:
        script(tmp_path, "python3", stand_in(version, venv=venv))
    done = find_python(tmp_path, "-m", "scripts.run")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "needs Python 3.11, 3.12, 3.13 or 3.14" in done.stderr
    assert said in done.stderr


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with two requirement files, whose installations are noted instead of made."""
    installed: list[str] = []
    for name in (environment.RUN, environment.DEVELOPMENT):
        (tmp_path / name).write_text(f"{name}==1\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr(environment, "quietly", lambda command, **options: installed.append(command[-1]))
    # Without pip an environment takes a tenth of the time.
    monkeypatch.setattr(
        environment.venv,
        "create",
        lambda path, with_pip, clear: quietly(
            [sys.executable, "-m", "venv", "--without-pip", *(["--clear"] if clear else []), path]
        ),
    )
    return tmp_path, installed


def test_dependencies_are_installed_once(project):
    _, installed = project
    environment.ready(environment.RUN)
    environment.ready(environment.RUN)
    assert installed == [environment.RUN]


def test_changed_dependencies_are_installed_again(project):
    root, installed = project
    environment.ready(environment.RUN)
    (root / environment.RUN).write_text("other==2\n")
    environment.ready(environment.RUN)
    assert installed == [environment.RUN] * 2


def test_the_development_list_stands_for_the_shorter_one(project):
    _, installed = project
    environment.ready(environment.DEVELOPMENT)
    environment.ready(environment.RUN)
    assert installed == [environment.DEVELOPMENT]


def test_an_environment_whose_python_went_away_is_made_again(project):
    root, installed = project
    environment.ready(environment.RUN)
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    environment.ready(environment.RUN)
    assert installed == [environment.RUN] * 2


def test_a_failed_command_stops_with_what_it_said(capsys):
    with pytest.raises(Failure) as stopped:
        quietly(["sh", "-c", "echo the reason; exit 3"])
    assert stopped.value.code == 1
    assert "the reason" in capsys.readouterr().err


def test_a_busy_port_is_told_with_the_way_out(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        with pytest.raises(Failure):
            run._port()
    said = capsys.readouterr().err
    assert "already in use" in said
    assert "make run PORT=" in said


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch, capsys, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Failure):
        run._port()
    assert f"“{value}”" in capsys.readouterr().err


def test_the_usual_port_is_8000(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(socket.socket, "bind", lambda *arguments: None)
    assert run._port() == 8000


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", ".ci/requirements.txt"])
def test_every_locked_package_has_its_version_and_hashes(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    blocks = [block for block in re.split(r"\n(?=[A-Za-z0-9])", text) if not block.startswith("#")]
    assert blocks
    for block in blocks:
        assert PINNED.match(block), block[:80]
        assert "--hash=sha256:" in block, block[:80]


def test_what_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    bare = re.compile(r"^[A-Za-z0-9._-]+")
    run_time = {bare.match(line)[0] for line in project["project"]["dependencies"]}
    development = {bare.match(line)[0] for line in project["dependency-groups"]["dev"]}
    locked = {
        name: {match[0].split("==")[0].split("[")[0] for match in PINNED.finditer((ROOT / name).read_text())}
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    assert run_time <= locked["requirements.txt"]
    assert run_time | development <= locked["requirements-dev.txt"]
    assert not development & locked["requirements.txt"]


def test_the_development_list_pins_what_production_pins():
    lists = [
        {match[0] for match in PINNED.finditer((ROOT / name).read_text())}
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert lists[0] <= lists[1]


def test_the_example_names_every_variable_that_production_reads_and_no_other():
    text = "".join((ROOT / "portal" / name).read_text() for name in ("settings/production.py", "gunicorn.py"))
    read = set(re.findall(r"""(?:required|environ\.get|number|one_of)\(\s*["']([A-Z_]+)["']""", text))
    for_compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    # Not for production: the demonstration and the port of `make run`.
    assert set(example.example_variables()) == (read | for_compose) - {"PORTAL_DEMO", "PORT"}


def test_the_example_holds_no_secret():
    variables = example.example_variables()
    assert variables["SECRET_KEY"] == ""
    assert len(example.example_environment()["SECRET_KEY"]) >= 50
    assert set(variables) >= example.MAY_BE_EMPTY


def test_the_licence_is_the_whole_agpl():
    text = " ".join((ROOT / "LICENSE").read_text().split())
    assert text.startswith("GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007")
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text


REPORT = """<testsuites><testsuite tests="9" failures="2" errors="1" skipped="3"/></testsuites>"""


def test_the_counts_of_a_part_are_those_of_pytest(tmp_path):
    report = tmp_path / "report.xml"
    assert test._counts(report) == (0, 0, 0)
    report.write_text(REPORT)
    assert test._counts(report) == (3, 3, 3)


@pytest.mark.parametrize(
    ("part", "everything", "selected", "succeeds"),
    [
        (test.Part("x", passed=1), True, False, True),
        (test.Part("x", passed=1, failed=1, code=1), False, False, False),
        (test.Part("x", missing="why"), False, False, True),
        (test.Part("x", missing="why"), True, False, False),
        (test.Part("x", code=test.NOTHING_COLLECTED), False, False, False),
        (test.Part("x", code=test.NOTHING_COLLECTED), False, True, True),
        (test.Part("x", code=0, skipped=4), False, False, False),
        (test.Part("x", code=-9, passed=3), False, False, False),
    ],
    ids=["passed", "failed", "could_not_run", "had_to_run", "empty", "deselected", "all_skipped", "killed"],
)
def test_a_part_succeeds_only_when_it_ran_and_nothing_failed(part, everything, selected, succeeds):
    assert part.succeeded(everything=everything, selected=selected) is succeeds


def test_a_part_says_what_it_did():
    assert str(test.Part("SQLite", passed=5, failed=1, skipped=2, seconds=3)).split(None, 1) == [
        "SQLite",
        "5 passed, 1 failed, 2 skipped in 3 s",
    ]
    assert "not run: no Chromium" in str(test.Part("Chromium", "no Chromium"))


class Health(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        good = self.path == "/sante/" and self.headers["Host"] == "portail.example.org"
        self.send_response(self.status if good else 400)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_container_is_healthy_when_the_portal_says_so(monkeypatch, status, healthy):
    monkeypatch.setenv("ALLOWED_HOSTS", "portail.example.org, other.example.org")
    monkeypatch.setattr(Health, "status", status)
    with http.server.HTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert healthcheck.healthy("127.0.0.1", server.server_port) is healthy
        server.shutdown()
    assert not healthcheck.healthy("127.0.0.1", server.server_port)


def test_the_stamp_is_the_digest_of_the_list(project):
    root, _ = project
    environment.ready(environment.RUN)
    expected = hashlib.sha256((root / environment.RUN).read_bytes()).hexdigest()
    assert (root / ".venv" / f"installed-{environment.RUN}").read_text() == expected
