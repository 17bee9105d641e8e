from .models import Territory

SLUGS = {
    Territory.Kind.REGION: "region",
    Territory.Kind.DEPARTMENT: "departement",
    Territory.Kind.EPCI: "intercommunalite",
    Territory.Kind.COMMUNE: "commune",
    Territory.Kind.FORMER_COMMUNE: "ancienne-commune",
    Territory.Kind.QPV: "quartier-prioritaire",
    Territory.Kind.NEIGHBOURHOOD: "quartier",
    Territory.Kind.CITE_EDUCATIVE: "cite-educative",
}
_KINDS = {slug: kind for kind, slug in SLUGS.items()}


class TerritoryKindConverter:
    """The nature of a territory, as an address says it in French."""

    regex = "|".join(SLUGS.values())

    def to_python(self, value):
        return _KINDS[value]

    def to_url(self, value):
        return SLUGS[value]


class TerritoryCodeConverter:
    """Any code that fits between two slashes; control characters never name a territory."""

    regex = r"[^/\x00-\x1f]{1,80}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
