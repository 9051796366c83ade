"""The encoder: short texts as 384 numbers, near to each other where the texts mean alike.

all-MiniLM-L6-v2 (Apache-2.0), a BERT of six layers, worked out in NumPy: its operations are forty
lines, and a runtime for them would be four times the size of the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from betweenus.exchange.language.onnx_weights import Tensor
from betweenus.exchange.language.wordpiece import MOST, framed, numbers

Floats = NDArray[np.float32]

LAYERS, HEADS, WIDTH = 6, 12, 384
EACH = 6
"""Matrices a layer: query, key, value, attention, wide and narrow."""
AT_ONCE = 1024
"""Pieces worked out together: more take memory and no less time."""
EPS = 1e-12
_PER_HEAD = WIDTH // HEADS


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The weights of one layer; ``asks`` holds those of query, key and value side by side."""

    asks: tuple[Floats, Floats]
    attention: tuple[Floats, Floats]
    attention_norm: tuple[Floats, Floats]
    wide: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    norm: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """The weights of the model; those of words, half of all, stay 8-bit numbers with a scale."""

    words: tuple[NDArray[np.int8], Floats]
    places: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[Layer, ...]

    def encode(self, texts: Sequence[str]) -> Floats:
        """(text, 384), each of length 1."""
        return np.array([one[0] for one in self.encode_parts([[text] for text in texts])])

    def encode_parts(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """For each text, given as its parts: (1 + part, 384), the whole first.

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
                said = self._said(np.array([framed(cut[at]) for at in some]))
                made |= {
                    at: _pooled(each, list(map(len, cut[at])))
                    for at, each in zip(some, said, strict=True)
                }
        return [made[at] for at in range(len(texts))]

    def _said(self, pieces: NDArray[np.int64]) -> Floats:
        """(text, piece), all of one length -> (text, piece, 384)."""
        count, length = pieces.shape
        words = self.words[0][pieces].astype(np.float32) * self.words[1][pieces]
        x = _normed(words + self.places[:length], self.norm)
        x = x.reshape(count * length, WIDTH)
        for layer in self.layers:
            heard = _linear(_attended(x, layer, count), layer.attention)
            x = _normed(x + heard, layer.attention_norm)
            x = _normed(x + _linear(_gelu(_linear(x, layer.wide)), layer.narrow), layer.norm)
        return x.reshape(count, length, WIDTH)


def _pooled(said: Floats, lengths: Sequence[int]) -> Floats:
    """(1 + part, 384): the mean over all pieces, and over each part's; each of length 1."""
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


def _attended(x: Floats, layer: Layer, count: int) -> Floats:
    asked = _linear(x, layer.asks).reshape(count, -1, 3, HEADS, _PER_HEAD)
    query, key, value = asked.transpose(2, 0, 3, 1, 4)
    scores = query @ key.transpose(0, 1, 3, 2) * np.float32(_PER_HEAD**-0.5)
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    made: Floats = (scores @ value).transpose(0, 2, 1, 3).reshape(-1, WIDTH)
    return made


def _linear(x: Floats, by: tuple[Floats, Floats]) -> Floats:
    made: Floats = x @ by[0]
    made += by[1]
    return made


def _normed(x: Floats, by: tuple[Floats, Floats]) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(EPS))
    made: Floats = centred / spread * by[0] + by[1]
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


def from_tensors(found: Mapping[str, Tensor]) -> Encoder:
    """The encoder of the tensors of all-MiniLM-L6-v2, kept as 8-bit numbers ("_q", "_scale").

    Raises KeyError where one is missing.
    """
    named = {name.removeprefix("inner."): tensor for name, tensor in found.items()}
    # Matrices have no name of their own in the file; they come in the order they are used.
    scaled = [
        name.removesuffix("_q") for name in named if name.startswith("val_") and name[-1] == "q"
    ]
    assert len(scaled) == EACH * LAYERS, scaled

    def matrix(name: str) -> Floats:
        made: Floats = named[f"{name}_q"].astype(np.float32) * named[f"{name}_scale"]
        return made

    def pair(name: str) -> tuple[Floats, Floats]:
        return named[f"{name}.weight"], named[f"{name}.bias"]

    layers = []
    for number in range(LAYERS):
        own = [matrix(name) for name in scaled[EACH * number : EACH * (number + 1)]]
        at = f"encoder.layer.{number}"
        asked = [named[f"{at}.attention.self.{one}.bias"] for one in ("query", "key", "value")]
        layers.append(
            Layer(
                asks=(np.concatenate(own[:3], axis=1), np.concatenate(asked)),
                attention=(own[3], named[f"{at}.attention.output.dense.bias"]),
                attention_norm=pair(f"{at}.attention.output.LayerNorm"),
                wide=(own[4], named[f"{at}.intermediate.dense.bias"]),
                narrow=(own[5], named[f"{at}.output.dense.bias"]),
                norm=pair(f"{at}.output.LayerNorm"),
            )
        )
    words = "embeddings.word_embeddings.weight"
    kind = named["embeddings.token_type_embeddings.weight"][0]
    return Encoder(
        words=(named[f"{words}_q"], named[f"{words}_scale"]),
        places=matrix("embeddings.position_embeddings.weight") + kind,
        norm=pair("embeddings.LayerNorm"),
        layers=tuple(layers),
    )
