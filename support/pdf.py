"""Tagged PDF (PDF/UA-1) out of typst templates: text comes in as data, and never becomes typst source.

A template lies in `templates`, beside those of Django, with the ending `.typ`. It reads its data with
`json(bytes(sys.inputs.data))`, and says its language and title itself. Fonts are those that come with typst,
so that every machine writes the same bytes; nothing is fetched.
"""

import json
from typing import Any

import typst
from django.conf import settings
from django.db import connection

ACCESSIBLE = "ua-1"
# What typst says of a text that PDF/UA does not admit, in whatever template it stands.
UNWRITABLE = ("could not be displayed with font", "disallowed codepoint")


def render(template: str, data: dict[str, Any]) -> bytes:
    """The PDF that this template makes of this data, which JSON must be able to hold.

    Text for which there is no font, which PDF/UA refuses, makes a PDF that is tagged all the same, without
    that claim. RuntimeError inside a transaction: it takes some tenths of a second, during which
    nobody else could write. Whatever else typst refuses is a TypstError.
    """
    blocks = connection.atomic_blocks
    # As Django's own durable transactions do, without beginning one: SQLite would lock the file for it.
    if blocks and not blocks[-1]._from_testcase:  # type: ignore[attr-defined]
        raise RuntimeError("A PDF is rendered outside transactions.")
    root = settings.BASE_DIR / "templates"
    compiler = typst.Compiler(
        str(root / template),
        root=str(root),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    try:
        return _bytes(compiler, [ACCESSIBLE])
    except typst.TypstError as error:
        if not any(words in error.message for words in UNWRITABLE):
            raise
        return _bytes(compiler, [])


def _bytes(compiler: typst.Compiler, standards) -> bytes:
    written = compiler.compile(format="pdf", pdf_standards=standards)
    if not isinstance(written, bytes):
        raise TypeError("A PDF is one file.")
    return written
