"""The encoder: short texts as some hundred numbers, near to each other where texts mean alike.

A BERT or an MPNet, worked out in NumPy: its operations are forty lines, and a runtime for them
would be four times the size of the small model. Matrices stay 8-bit numbers with a scale until they
are used, which keeps a process small.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from betweenus.exchange.language.wordpiece import framed, numbers

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
        made: Floats = x @ self.numbers.astype(np.float32)
        made *= self.scale
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
        beyond what the encoder reads has those of the whole.
        """
        cut = [[numbers(part) for part in parts] for parts in texts]
        rows = [framed(one, self.frame) for one in cut]
        made: dict[int, Floats] = {}
        for some in _together([len(row) for row in rows]):
            said = self._said([rows[at] for at in some])
            made |= {
                at: _pooled(each, list(map(len, cut[at])))
                for at, each in zip(some, said, strict=True)
            }
        return [made[at] for at in range(len(texts))]

    def _said(self, rows: Sequence[Sequence[int]]) -> list[Floats]:
        """Texts as pieces, in the order of their length -> for each (piece, number).

        All pieces are led through a matrix together; only hearing each other goes by texts.
        """
        lengths = [len(row) for row in rows]
        pieces = np.concatenate(rows)
        words = self.words[0][pieces].astype(np.float32) * self.words[1][pieces]
        places = self.places[np.concatenate([np.arange(length) for length in lengths])]
        x = self._normed(words + places, self.norm)
        groups = _groups(lengths)
        nearer = {length: _nearer(self.nearness, length) for length, _ in groups}
        for layer in self.layers:
            query, key, value = (matrix(x) for matrix in layer.asks)
            heard = np.empty_like(x)
            for length, own in groups:
                heard[own] = _heard(query[own], key[own], value[own], nearer[length], length)
            x = self._normed(x + layer.attention(heard), layer.attention_norm)
            x = self._normed(x + layer.narrow(_gelu(layer.wide(x))), layer.norm)
        return np.split(x, np.cumsum(lengths)[:-1])

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


def _together(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts, shorter ones first, in lots of at most ``AT_ONCE`` pieces."""
    some: list[int] = []
    count = 0
    for at in sorted(range(len(lengths)), key=lambda at: lengths[at]):
        if some and count + lengths[at] > AT_ONCE:
            yield some
            some, count = [], 0
        some.append(at)
        count += lengths[at]
    if some:
        yield some


def _groups(lengths: Sequence[int]) -> list[tuple[int, slice]]:
    """Each length with the pieces of all texts of it, which stand beside each other."""
    made = []
    begun = 0
    for length, some in groupby(lengths):
        end = begun + length * len(list(some))
        made.append((length, slice(begun, end)))
        begun = end
    return made


def _heard(query: Floats, key: Floats, value: Floats, nearer: Floats, length: int) -> Floats:
    """What each piece takes from the others of its text; all texts are of one length."""
    count, width = len(query) // length, query.shape[1]

    def by_head(x: Floats) -> Floats:
        return x.reshape(count, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)

    scores: Floats = by_head(query) @ by_head(key).transpose(0, 1, 3, 2)
    scores *= np.float32((width // HEADS) ** -0.5)
    scores += nearer
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    made: Floats = (scores @ by_head(value)).transpose(0, 2, 1, 3).reshape(-1, width)
    return made


def _nearer(nearness: Floats | None, length: int) -> Floats:
    """(head, piece, piece): by how far apart pieces are and which comes first.

    Half of the buckets are for what comes after; of each half, half are for single distances and
    the rest for ever wider ranges (Raffel and others 2020; MPNet has it from there).
    """
    if nearness is None:
        return np.zeros(1, dtype=np.float32)
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
