"""The trail of events: how each is chained to the one before, what it was for, what is unusual."""

from betweenus.domain.trail.anchors import Anchor, read_anchors, said
from betweenus.domain.trail.chain import Content, Row, canonical, digest, follow, plain
from betweenus.domain.trail.checking import Fault, FaultKind, Verdict, name_fault, walk
from betweenus.domain.trail.purposes import Purpose, purpose_of

__all__ = [
    "Anchor",
    "Content",
    "Fault",
    "FaultKind",
    "Purpose",
    "Row",
    "Verdict",
    "canonical",
    "digest",
    "follow",
    "name_fault",
    "plain",
    "purpose_of",
    "read_anchors",
    "said",
    "walk",
]
