"""What a client says showed, and what they say lay beneath: two feelings told in one breath."""

import re

_BENEATH = re.compile(
    r"\b(?:under ?neath|beneath|deep down|on the inside|but inside|inside i|inwardly|secretly)\b",
    re.IGNORECASE,
)
_PIECE = re.compile(r"(?<=[.!?;,…])\s+|\s+(?=but\b)", re.IGNORECASE)


def shown_and_beneath(text: str) -> tuple[str, str]:
    """The words about what showed, and those about what lay beneath; either may be blank.

    Only what the words themselves place beneath counts: a feeling nobody named is the therapist's
    to infer.
    """
    pieces = [piece for piece in _PIECE.split(text) if piece.strip()]
    beneath = [piece for piece in pieces if _BENEATH.search(piece)]
    shown = [piece for piece in pieces if piece not in beneath]
    return " ".join(shown), " ".join(beneath)
