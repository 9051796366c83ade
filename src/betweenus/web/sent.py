"""Numbers as a request sends them: anybody can send anything in their place."""

_DIGITS = 9  # more mean nothing here, and thousands of them are more than Python reads


def number(text: str | None, otherwise: int = 0) -> int:
    """A whole number from 0; ``otherwise`` when something else was sent, or nothing."""
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else otherwise
