"""A browser runs a script only if it is the one that was meant."""

import base64
import hashlib

import pytest
from django.template import engines
from django.test import Client

from portal.templatetags.scripts import integrity

HTMX = "django_htmx/htmx-2.min.js"


@pytest.mark.django_db
def test_the_digest_is_that_of_the_bytes_served():
    tag = engines["django"].from_string("{% include '_htmx.html' %}").render()
    source = tag.split('src="')[1].split('"')[0]
    response = Client().get(source)
    digest = hashlib.sha384(response.getvalue()).digest()
    response.close()
    assert f'integrity="sha384-{base64.b64encode(digest).decode()}"' in tag
    assert "defer" in tag


def test_a_script_that_does_not_exist_stops_the_page():
    with pytest.raises(LookupError, match="nulle-part"):
        integrity("nulle-part.js")
