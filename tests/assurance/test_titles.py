"""Each page says in its title which one it is: no two addresses share one."""

import re
from collections import defaultdict
from html import unescape

from .routes import ROUTES
from .visits import client_of, pages


def test_titles_are_unique(world):
    addresses = defaultdict(set)
    for name, case, role, path in pages(world):
        if ROUTES[name].is_page and not case.settings:
            html = client_of(world, case, role).get(path).content.decode()
            title = unescape(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1])
            addresses[" ".join(title.split())].add(path.partition("?")[0])
    assert {title: sorted(paths) for title, paths in addresses.items() if len(paths) > 1} == {}
