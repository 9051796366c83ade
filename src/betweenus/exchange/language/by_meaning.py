"""Codes suggested by meaning: the encoder's numbers through the heads, with the word list's points.

What a suggestion rests on is the clause of the client's text that speaks most for it, and the
phrase of the vocabulary nearest to that clause.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.patterns.vocabulary import Code, Vocabulary
from betweenus.domain.telling import Suggestion, Suggestions, by_words
from betweenus.domain.telling.suggestions import OFFERED, offer
from betweenus.exchange.language.encoder import Encoder, Floats
from betweenus.exchange.language.heads import Head, Heads

NEAREST = 3
"""Of a code's phrases so many of the nearest count, for a code that a service added."""
_CLAUSE = re.compile(r"(?<=[.!?;…])\s+|,\s+(?=(?:and|but|so|then|because)\b)|\s+[–-]\s+")
SHORTEST = 3
"""A clause of fewer words does not stand by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class ByMeaning:
    """An encoder with its heads; phrases of codes a service added are encoded once."""

    encoder: Encoder
    heads: Heads
    encoded: dict[str, Floats] = field(default_factory=dict)

    def codes(self, texts: Mapping[str, str], words: Vocabulary) -> dict[str, Suggestions]:
        """For each slot with words in it, up to three codes; all texts are encoded together."""
        asked = {slot: text for slot, text in texts.items() if slot in SLOTS and text.strip()}
        clauses = {text: clauses_of(text) for text in asked.values()}
        encoded = dict(zip(clauses, self.encoder.encode_parts(list(clauses.values())), strict=True))
        return {
            slot: self._slot(slot, text, clauses[text], encoded[text], words)
            for slot, text in asked.items()
        }

    def _slot(
        self,
        slot: str,
        text: str,
        clauses: Sequence[str],
        encoded: Floats,
        words: Vocabulary,
    ) -> Suggestions:
        """``encoded``: the whole text first, then each of its clauses."""
        part = SLOTS[slot]
        codes = tuple(words.by_part[part].values())
        likely = self.probabilities(text, encoded[0], part, words)
        best = sorted(range(len(codes)), key=lambda at: -likely[at])[:OFFERED]
        each = np.stack(
            [
                self.probabilities(clause, one, part, words)
                for clause, one in zip(clauses, encoded[1:], strict=True)
            ]
        )
        found = []
        for at in best:
            says = int(np.argmax(each[:, at]))
            like = self._nearest(encoded[1 + says], codes[at])
            found.append(Suggestion(codes[at].id, round(float(likely[at]), 3), clauses[says], like))
        return offer(slot, found, sure=self.heads.sure)

    def probabilities(self, text: str, encoded: Floats, part: str, words: Vocabulary) -> Floats:
        """How likely each code of a part is, in the vocabulary's order; they sum to 1."""
        codes = tuple(words.by_part[part].values())
        points = by_words.scores(text, part, words)
        said = np.array([points.get(code.id, (0.0, ""))[0] for code in codes])
        total = self._scores(encoded, part, codes) + self.heads.points * said
        weighed = np.exp((total - total.max()) / self.heads.temperature)
        made: Floats = weighed / weighed.sum()
        return made

    def _scores(self, encoded: Floats, part: str, codes: Sequence[Code]) -> Floats:
        """What speaks for each code; higher is more."""
        head = self.heads.parts[part]
        trained = dict(zip(head.codes, encoded @ head.weights + head.bias, strict=True))
        return np.array(
            [
                trained[code.id] if code.id in trained else self._alike(encoded, code, head)
                for code in codes
            ]
        )

    def _alike(self, encoded: Floats, code: Code, head: Head) -> float:
        """For a code without a head: how near the text is to its phrases."""
        near = np.sort(self._phrases(code) @ encoded)[-NEAREST:].mean()
        return float(head.alike[0] * near + head.alike[1])

    def _nearest(self, encoded: Floats, code: Code) -> str:
        if not code.phrases:
            return ""
        return code.phrases[int(np.argmax(self._phrases(code) @ encoded))]

    def _phrases(self, code: Code) -> Floats:
        """The code's phrases encoded; its name where it has none."""
        phrases = code.phrases or (code.name,)
        lacking = [
            one for one in phrases if one not in self.heads.phrases and one not in self.encoded
        ]
        if lacking:
            self.encoded.update(zip(lacking, self.encoder.encode(lacking), strict=True))
        known = {**self.encoded, **self.heads.phrases}
        return np.stack([known[one] for one in phrases])


def clauses_of(text: str) -> tuple[str, ...]:
    """The clauses of a text, short ones joined to the one before; the whole when there is one."""
    made: list[str] = []
    for piece in (one.strip() for one in _CLAUSE.split(text)):
        if made and len(piece.split()) < SHORTEST:
            made[-1] = f"{made[-1]} {piece}"
        elif piece:
            made.append(piece)
    return tuple(made) or (text.strip(),)
