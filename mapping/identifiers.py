"""Numbers by which registers know an organisation: SIRET, RNA, UAI."""

import re

from django.core.exceptions import ValidationError
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NotValid
from stdnum.fr import siret

from support.fields import LineField

# W, the préfecture's or sous-préfecture's code (2A and 9R are among them), six digits.
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}\Z", re.ASCII)
_UAI = re.compile(r"[0-9]{7}[A-Z]\Z", re.ASCII)
# The letter of an UAI tells the remainder of its number by 23; I, O and Q look too much like digits.
_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def validate_siret(number: str) -> None:
    try:
        siret.validate(number)
    except InvalidChecksum:
        raise ValidationError(
            "Ce SIRET comporte une faute de frappe : sa clé de contrôle ne correspond pas.", "checksum"
        ) from None
    except NotValid:
        raise ValidationError("Un SIRET compte quatorze chiffres.", "format") from None


def validate_rna(number: str) -> None:
    """A number of the Répertoire national des associations; it has no check digit."""
    if not _RNA.match(number):
        raise ValidationError("Un numéro RNA s’écrit W suivi de neuf chiffres.", "format")


def validate_uai(number: str) -> None:
    """A code of an establishment of Éducation nationale (unité administrative immatriculée)."""
    if not _UAI.match(number):
        raise ValidationError("Un code UAI compte sept chiffres, puis une lettre.", "format")
    if uai_letter(number[:7]) != number[7]:
        raise ValidationError(
            "Ce code UAI comporte une faute de frappe : sa lettre ne correspond pas aux chiffres.", "checksum"
        )


def uai_letter(digits: str) -> str:
    """The letter that closes an UAI of these seven digits."""
    return _UAI_LETTERS[int(digits) % len(_UAI_LETTERS)]


class IdentifierField(LineField):
    """A number of a register, kept without its spaces, in capitals."""

    # As people copy them, digits grouped.
    SPACED = 40

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else "".join(value.split()).upper()

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": self.SPACED, **kwargs})
