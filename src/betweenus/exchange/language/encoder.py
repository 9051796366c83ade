"""The encoder: short texts as some hundred numbers, near to each other where texts mean alike.

A BERT or an MPNet, worked out in NumPy: its operations are forty lines, and a runtime for them
would be four times the size of the small model. Matrices stay 8-bit numbers with a scale until they
are used, which keeps a process small.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from betweenus.exchange.language.wordpiece import MOST, framed, numbers

Floats = NDArray[np.float32]

Numbers = NDArray[np.int8]

HEADS = 12
AT_ONCE = 1024
"""Pieces worked out together: more take memory and no less time."""
FAR = 128
"""Pieces further apart than this are heard alike, where nearness counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """A matrix (in, out) of 8-bit numbers with its scale, and what is added after it."""

    numbers: Numbers
    scale: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """Each row of ``x`` led through it."""
        made: Floats = x @ (self.numbers.astype(np.float32) * self.scale)
        made += self.bias
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The weights of one layer; ``asks``: those of query, key and value."""

    asks: tuple[Matrix, Matrix, Matrix]
    attention: Matrix
    attention_norm: tuple[Floats, Floats]
    wide: Matrix
    narrow: Matrix
    norm: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """The weights of a model.

    ``frame``: the numbers of beginning and end, and what is added to the number of each piece.
    ``nearness``: (bucket of distance, head), added to how much pieces hear of each other; an MPNet
    has it.
    """

    frame: tuple[int, int, int]
    words: tuple[Numbers, Floats]
    places: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[Layer, ...]
    least: float
    nearness: Floats | None = None

    def encode(self, texts: Sequence[str]) -> Floats:
        """(text, number), each of length 1."""
        return np.array([one[0] for one in self.encode_parts([[text] for text in texts])])

    def encode_parts(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """For each text, given as its parts: (1 + part, number), the whole first.

        A part's numbers are those of its pieces as they stand in the whole. A part that lies
        beyond what the encoder reads has those of the whole. Texts of a length go together.
        """
        cut = [[numbers(part) for part in parts] for parts in texts]
        by_length: dict[int, list[int]] = {}
        for at, one in enumerate(cut):
            by_length.setdefault(min(MOST, sum(map(len, one)) + 2), []).append(at)
        made: dict[int, Floats] = {}
        for length, members in sorted(by_length.items()):
            step = max(1, AT_ONCE // length)
            for begun in range(0, len(members), step):
                some = members[begun : begun + step]
                said = self._said(np.array([framed(cut[at], self.frame) for at in some]))
                made |= {
                    at: _pooled(each, list(map(len, cut[at])))
                    for at, each in zip(some, said, strict=True)
                }
        return [made[at] for at in range(len(texts))]

    def _said(self, pieces: NDArray[np.int64]) -> Floats:
        """(text, piece), all of one length -> (text, piece, number)."""
        count, length = pieces.shape
        words = self.words[0][pieces].astype(np.float32) * self.words[1][pieces]
        x = self._normed(words + self.places[:length], self.norm).reshape(count * length, -1)
        nearer = None if self.nearness is None else _nearer(self.nearness, length)
        for layer in self.layers:
            heard = layer.attention(_attended(x, layer, count, nearer))
            x = self._normed(x + heard, layer.attention_norm)
            x = self._normed(x + layer.narrow(_gelu(layer.wide(x))), layer.norm)
        return x.reshape(count, length, -1)

    def _normed(self, x: Floats, by: tuple[Floats, Floats]) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(self.least))
        made: Floats = centred / spread * by[0] + by[1]
        return made


def _pooled(said: Floats, lengths: Sequence[int]) -> Floats:
    """(1 + part, number): the mean over all pieces, and over each part's; each of length 1."""
    whole = said.mean(axis=0)
    made = [whole]
    end = 1  # behind the piece that says a text begins
    for length in lengths:
        begun, end = end, end + length
        part = said[begun : min(end, len(said) - 1)]
        made.append(part.mean(axis=0) if len(part) else whole)
    rows = np.stack(made)
    found: Floats = rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return found


def _attended(x: Floats, layer: Layer, count: int, nearer: Floats | None) -> Floats:
    """What each piece takes from the others of its text."""
    query, key, value = (
        matrix(x).reshape(count, -1, HEADS, x.shape[1] // HEADS).transpose(0, 2, 1, 3)
        for matrix in layer.asks
    )
    scores: Floats = query @ key.transpose(0, 1, 3, 2) * np.float32(query.shape[-1] ** -0.5)
    if nearer is not None:
        scores += nearer
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    made: Floats = (scores @ value).transpose(0, 2, 1, 3).reshape(len(x), -1)
    return made


def _nearer(nearness: Floats, length: int) -> Floats:
    """(head, piece, piece): by how far apart pieces are and which comes first.

    Half of the buckets are for what comes after; of each half, half are for single distances and
    the rest for ever wider ranges (Raffel and others 2020; MPNet has it from there).
    """
    half = len(nearness) // 2
    single = half // 2
    apart = np.arange(length)[None, :] - np.arange(length)[:, None]
    far = np.abs(apart)
    wide = np.log(np.maximum(far, 1) / single) / np.log(FAR / single) * (half - single)
    bucket = np.where(far < single, far, np.minimum(single + wide.astype(np.int64), half - 1))
    made: Floats = nearness[bucket + np.where(apart > 0, half, 0)].transpose(2, 0, 1)
    return made


def _gelu(x: Floats) -> Floats:
    """By its usual approximation with tanh; off by at most .0005."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += 1
    inner *= x
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner
