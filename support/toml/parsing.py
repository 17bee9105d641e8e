"""The syntax of a TOML text, and what is wrong with it said in French."""

import re
import tomllib

from .problems import Problem, Refused

# What people write holds in a few kilobytes; anything longer was not written by a person.
LARGEST = 1_000_000  # bytes

# What the parser says, for those who do not read English.
_SYNTAX = {
    "Invalid value": "valeur illisible : un texte se met entre guillemets, une date s’écrit 2021-03-16",
    "Invalid date or datetime": "cette date n’existe pas",
    "Invalid statement": "ligne incomprise : il faut « clé = valeur » ou « [table] »",
    "Expected '=' after a key in a key/value pair": "il manque « = » après la clé",
    "Expected newline or end of document after a statement": "valeur incomprise ; une heure a des guillemets",
    "Expected ']' at the end of a table declaration": "il manque « ] »",
    "Expected ']]' at the end of an array declaration": "il manque « ]] »",
    "Unterminated string": "il manque le guillemet fermant",
    "Unclosed array": "il manque « ] » à la fin de la liste",
    "Cannot overwrite a value": "cette clé est déjà donnée",
    "Cannot declare": "cette table est déjà donnée",
    "Cannot mutate immutable namespace": "cette table est déjà donnée",
    "Cannot overwrite immutable namespace": "cette table est déjà donnée",
    "Duplicate inline table key": "cette clé est déjà donnée",
    "Unescaped '\\' in a string": "la barre « \\ » se double dans un texte",
    "Illegal character": "caractère interdit, ou guillemet fermant oublié",
    "Found invalid character": "caractère interdit, ou guillemet fermant oublié",
}


def parse(text: str) -> dict:
    """The tables of a TOML text; Refused, with the place and a French reason, when it is none."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise Refused([Problem("", "le fichier emboîte trop de listes ou de tables.")]) from None
    except ValueError as error:
        place = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        if place is None:
            where = ""
        elif place[1]:
            where = f"ligne {place[1]}, colonne {place[2]}"
        else:
            where = "fin du fichier"
        reason = next((french for english, french in _SYNTAX.items() if str(error).startswith(english)), None)
        raise Refused([Problem(where, f"{reason or 'écriture TOML incorrecte'}.")]) from None


def decoded(data: bytes) -> str:
    """The text of a file; Refused when it cannot be one that a person wrote."""
    if len(data) > LARGEST:
        raise Refused([Problem("", f"ce fichier est trop gros ({LARGEST // 1_000_000} Mo au plus).")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused([Problem(f"ligne {line}", "ce texte n’est pas en UTF-8.")]) from None
