"""Adding a record to a charter's chain. The head is locked first, so that links are added one at a time."""

from .canonical import digest_of, moment
from .models import ChainLink, Charter
from .models.chain import NOTHING_BEFORE


def add_link(charter: Charter, kind: str, *, text_digest: str, commitment: str, at) -> ChainLink:
    """Write the next link; `charter` comes from `Charter.objects.locked`, in the transaction that goes on."""
    link = next_link(charter, kind, text_digest=text_digest, commitment=commitment, at=at)
    link.save(force_insert=True)
    charter.save(update_fields=["head_sequence", "head_hash"])
    return link


def next_link(charter: Charter, kind: str, *, text_digest: str, commitment: str, at) -> ChainLink:
    """The link that comes next, and the head moved to it: neither is written yet."""
    link = ChainLink(
        charter=charter,
        sequence=charter.head_sequence + 1,
        kind=kind,
        text_digest=text_digest,
        commitment=commitment,
        previous_hash=charter.head_hash or NOTHING_BEFORE,
        recorded_at=moment(at),
    )
    link.hash = link.computed_hash(charter.uid)
    charter.head_sequence, charter.head_hash = link.sequence, link.hash
    return link


def adoption_commitment(version) -> str:
    """What the link of an adoption commits to: nothing in it names a person, so there is no salt."""
    return digest_of(
        {
            "format": "charter-adoption/1",
            "text": version.digest,
            "number": version.number,
            "predecessor": version.predecessor.digest if version.predecessor else "",
            "manner": version.manner,
            "decided": version.decided,
            "adopted_at": moment(version.adopted_at),
        }
    )
