"""Names of territories as a French reader expects to see and to sort them."""

import re
import unicodedata

# "du Val d’Essonne" follows "Communauté de communes"; alone, the name is "Val d’Essonne".
_LEGAL_FORM = re.compile(
    r"^(?:Communauté d’agglomération|Communauté de communes|Communauté urbaine"
    r"|Établissement public territorial)\s+(?:du |des |de |d’)?"
)
# Accented letters sort as plain ones; marks between words as a space.
_SORTED_AS = {
    **{
        code: plain
        for code in range(0xC0, 0x180)
        if (plain := unicodedata.normalize("NFKD", chr(code))[0]).isascii() and plain.isalpha()
    },
    **str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "-": " ", "’": " ", "'": " "}),
}
_ACRONYM = re.compile(r"\s*\([^)]*\)\s*$")


def in_french_type(name: str) -> str:
    """The name with typographic apostrophes and ligatures, single spaces."""
    return " ".join(name.replace("'", "’").replace("Coeur", "Cœur").replace("coeur", "cœur").split())


def full_name(name: str) -> str:
    """The whole name, without the acronym that files put after it."""
    return _ACRONYM.sub("", in_french_type(name))


def usual_name(name: str) -> str:
    """How people call an intercommunalité: without its legal form nor its acronym.

    An établissement public territorial keeps « EPT » before its name, because people say it.
    """
    whole = full_name(name)
    short = _LEGAL_FORM.sub("", whole) or whole
    prefix = "EPT " if whole.startswith("Établissement public territorial") else ""
    return prefix + short[0].upper() + short[1:]


def alphabetical(name: str) -> str:
    """A key that sorts « Étampes » with the E, and « L’Orée » with the L."""
    return name.translate(_SORTED_AS).lower()


def searchable(text: str) -> str:
    """The text as it is searched: « Évry-Courcouronnes » and « evry courcouronnes » are the same."""
    return " ".join(alphabetical(unicodedata.normalize("NFC", text)).split())
