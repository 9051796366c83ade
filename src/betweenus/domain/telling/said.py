"""What was said, turn by turn or sentence by sentence, and a text cut into sentences."""

import re
from dataclasses import dataclass

# A full stop, question or exclamation mark, or dots, with closing quotation marks; then a space.
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n\s*\n|\n(?=\s*[-•])")
_SHORT_FORM = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|vs|etc|e\.g|i\.e)|\b[A-Z])\.$")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of speech, or one sentence of a note or diary entry.

    ``client`` is whether the client said it; None where nobody can tell, as in a note.
    """

    speaker: str
    text: str
    client: bool | None = None


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order, without blank ones."""
    made: list[str] = []
    begun = 0
    for end in _END.finditer(text):
        piece = text[begun : end.start()]
        if _SHORT_FORM.search(piece):
            continue
        made.append(text[begun : end.end()].strip())
        begun = end.end()
    made.append(text[begun:].strip())
    return tuple(one for one in made if one)


def words_of(text: str) -> list[str]:
    """The words in small letters, in order; apostrophes are made alike."""
    return re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", text.replace("’", "'").lower())
