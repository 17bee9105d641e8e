"""The page that explains the file is true: its example loads, and it names every key."""

import re
from dataclasses import fields

import pytest
from django.conf import settings

from cycle.exchange import content, read

PAGE = (settings.BASE_DIR / "docs" / "animation" / "fichier-de-cycle.md").read_text()
EXAMPLE = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
KINDS = {
    name: kind for name, kind in vars(content).items() if name.endswith("Content") and name != "CycleContent"
}


def test_the_example_uses_every_key():
    cycle = read(EXAMPLE)
    (phase,) = cycle.phases
    examples = [cycle, phase, phase.workdays[0], phase.themes[0], cycle.held]
    examples += [cycle.contacts[0], cycle.partners[0], cycle.references[0], cycle.venues[0]]
    examples.append(phase.workdays[0].agenda[0])
    assert {type(example).__name__ for example in examples} == {*KINDS, "CycleContent"}
    for example in examples:
        for field in fields(example):
            assert getattr(example, field.name) not in ("", None, ()), field.name


@pytest.mark.parametrize("name", [*KINDS, "CycleContent"])
def test_each_key_is_explained(name):
    for field in fields(getattr(content, name)):
        # A date tells its precision by its form.
        if field.name != "precision":
            assert f"`{field.name}`" in PAGE or f"[{field.name}]" in PAGE, field.name
