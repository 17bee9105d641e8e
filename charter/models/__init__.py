"""The charter's models, one module an idea."""

from .chain import ChainLink
from .charter import Charter
from .signatory import Signatory
from .version import Article, Version

__all__ = ["Article", "ChainLink", "Charter", "Signatory", "Version"]
