"""One request of one role on one declared case."""

import io
from collections.abc import Iterator

import pypdf
from django.test import Client, override_settings
from django.urls import reverse

from tests.accounts.entrance import leads_to_log_in
from tests.roles import World

from .database import undone
from .routes import LOGIN, ROUTES, Case

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")


def cases() -> Iterator[tuple[str, Case]]:
    for name, route in ROUTES.items():
        for case in route.cases:
            yield name, case


def path_of(world: World, name: str, case: Case) -> str:
    kwargs = {key: value(world) if callable(value) else value for key, value in case.kwargs.items()}
    return reverse(name, kwargs=kwargs) + (case.query() if callable(case.query) else case.query)


def data_of(world: World, case: Case) -> dict:
    return dict(case.data(world) if callable(case.data) else case.data)


def client_of(world: World, case: Case, role: str, **options) -> Client:
    """The browser of `role`, or of whoever has just done what the case comes after."""
    if case.after is None:
        return world.client(role, **options)
    before = Client()
    case.after(world, before)
    client = Client(**options)
    client.cookies = before.cookies
    return client


def visit(world: World, name: str, case: Case, method: str, client: Client):
    """The response; what a POST does, to the database and to the browser, is undone."""
    path = path_of(world, name, case)
    with override_settings(**case.settings):
        if method != "POST":
            return getattr(client, method.lower())(path)
        kept = client.cookies.copy()
        with undone():
            response = client.post(path, data_of(world, case))
        client.cookies = kept
        return response


def text_of(response) -> str:
    """What a person reads there, and what stands behind it."""
    if response.get("Content-Type") == "application/pdf":
        document = pypdf.PdfReader(io.BytesIO(response.content))
        return "\n".join([*(page.extract_text() for page in document.pages), str(document.metadata)])
    return response.text


def status_of(response) -> int | str:
    """The status as the declarations write it: LOGIN where the log-in page comes next."""
    return LOGIN if leads_to_log_in(response) else response.status_code


def readers(name: str, case: Case) -> list[str]:
    """Who may read it."""
    return [role for role in case.roles if ROUTES[name].expected(case, "GET", role) == 200]


def pages(world: World) -> Iterator[tuple[str, Case, str, str]]:
    """Each page, feed and file that a role may read: (route name, case, role, path)."""
    for name, case in cases():
        for role in readers(name, case):
            yield name, case, role, path_of(world, name, case)
