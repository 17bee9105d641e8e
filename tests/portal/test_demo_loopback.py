"""The demonstration never leaves the machine: neither by the hosts it answers to nor by where it listens."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from portal.loopback import beyond_loopback, is_loopback
from support.logs import MASK


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "[::1]", "::1", "a.localhost"]
)
def test_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        *("", "*", "0.0.0.0", "::", "[::]", "192.168.1.2", "[::ffff:192.168.1.2]", "unix:/tmp/portal.sock"),
        *("example.org", ".example.org", "localhost.example.org", "127.0.0.1.example.org"),
    ],
)
def test_any_other(host):
    assert not is_loopback(host)


def test_those_beyond_are_named():
    assert beyond_loopback(["localhost", "example.org", "*"]) == ["example.org", "*"]


def test_the_demonstration_does_not_start_for_other_hosts(settings):
    settings.PORTAL_DEMO, settings.ALLOWED_HOSTS = True, ["localhost", "demo.example.org"]
    with pytest.raises(ImproperlyConfigured, match=r"demo\.example\.org"):
        apps.get_app_config("portal").ready()


def test_outside_the_demonstration_hosts_are_free(settings):
    settings.PORTAL_DEMO, settings.ALLOWED_HOSTS = False, ["portail.example.org"]
    apps.get_app_config("portal").ready()


@pytest.mark.parametrize("address", ["0.0.0.0:8199", "[::]:8199", "192.0.2.1:8199"])
def test_the_development_server_refuses_other_addresses(settings, address):
    settings.PORTAL_DEMO = True
    with pytest.raises(CommandError, match="démonstration"):
        call_command("runserver", address, "--noreload", *(["-6"] if address.startswith("[") else []))


def environment(**variables):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "DATABASE_URL": "sqlite:////nonexistent/portal.sqlite3",
        "WEB_WORKERS": "1",
        **variables,
    }


def gunicorn(*arguments, **variables):
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn", *arguments],
        cwd=settings.BASE_DIR,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.processes
@pytest.mark.parametrize(
    ("variables", "arguments"),
    [
        ({"BIND": "0.0.0.0:0"}, ()),
        ({"BIND": "[::]:0"}, ()),
        ({}, ("--bind", "0.0.0.0:0")),
        ({}, ("--bind", "127.0.0.1:0", "--bind", "0.0.0.0:0")),
        ({"BIND": "unix:/tmp/portal-test.sock"}, ()),
    ],
    ids=["variable", "ipv6", "argument", "second", "socket file"],
)
def test_gunicorn_refuses_other_addresses(variables, arguments):
    process = gunicorn(*arguments, PORTAL_DEMO="1", **variables)
    out, err = process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    assert "PORTAL_DEMO=1 : la démonstration n’écoute que sur" in err
    assert "Listening" not in out + err


# The socket is descriptor 3, and told to the process that is to serve it.
AS_A_SERVICE_MANAGER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:portal.gunicorn"])
"""


@pytest.mark.processes
def test_gunicorn_refuses_an_inherited_socket_that_others_can_reach():
    with socket.create_server(("0.0.0.0", 0)) as listener:
        done = subprocess.run(
            [sys.executable, "-c", AS_A_SERVICE_MANAGER, str(listener.fileno())],
            cwd=settings.BASE_DIR,
            env=environment(PORTAL_DEMO="1"),
            pass_fds=[listener.fileno()],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode not in (0, None)
    assert "PORTAL_DEMO=1 : la démonstration n’écoute que sur" in done.stderr
    assert "Booting worker" not in done.stderr


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.mark.processes
def test_gunicorn_serves_the_demonstration_on_the_loopback_and_keeps_its_log_clean(port):
    process = gunicorn(PORTAL_DEMO="1", PORT=str(port))
    try:
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt?code=BCDF-GHJK") as response:
                    assert response.status == 200
                break
            except OSError:
                time.sleep(0.1)
    finally:
        process.terminate()
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out == ""
    lines = err.splitlines()
    assert any(f"Listening at: http://127.0.0.1:{port}" in line for line in lines)
    assert all(" INFO gunicorn.error " in line for line in lines), "the access log is off by default"
    assert "BCDF-GHJK" not in err
    assert not any("ontrol" in line for line in lines), "no control socket"


@pytest.mark.processes
def test_the_access_log_masks_codes(port):
    process = gunicorn(PORTAL_DEMO="1", PORT=str(port), ACCESS_LOG="1")
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt?code=BCDF-GHJK").close()
                break
            except OSError:
                time.sleep(0.1)
    finally:
        process.terminate()
        out, _ = process.communicate(timeout=60)
    [line] = out.splitlines()
    assert f"/robots.txt?code={MASK}" in line


@pytest.mark.processes
def test_no_command_starts_the_demonstration_for_other_hosts(tmp_path):
    (tmp_path / "open_settings.py").write_text(
        "from portal.settings.development import *\nALLOWED_HOSTS = ['*']\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"],
        cwd=settings.BASE_DIR,
        env=environment(
            PORTAL_DEMO="1",
            DJANGO_SETTINGS_MODULE="open_settings",
            PYTHONPATH=f"{tmp_path}:{settings.BASE_DIR}",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "PORTAL_DEMO: remove * from ALLOWED_HOSTS" in done.stderr
