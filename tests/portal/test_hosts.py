"""The address of the portal is the configured one, whatever a request claims."""

import pytest

from .page import Page

pytestmark = pytest.mark.django_db

PATHS = ["/", "/accessibilite/", "/compte/connexion/", "/nulle-part/", "/sante/", "/robots.txt"]
FOREIGN = ["evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example", "a b", ""]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_is_refused(client, path, host):
    client.get(path)
    response = client.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text
    assert Page(response).lang == "fr"


@pytest.mark.parametrize("path", PATHS)
def test_a_forwarded_host_is_not_listened_to(client, path):
    plain = client.get(path)
    response = client.get(path, headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "99"})
    assert response.status_code == plain.status_code
    assert "evil" not in response.text
    assert "evil" not in response.get("Location", "")
