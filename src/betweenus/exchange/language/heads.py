"""The heads: what leads from a text's numbers to codes, trained on our own phrases only.

``heads-small.toml`` says how they were made, from what, and for which encoder; ``heads-small.npz``
holds their numbers; so for the large model. All are written by tools/train_language.py.
"""

import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """One part: its codes, and a weight for each of the numbers and codes.

    ``alike`` leads from how near a text is to a code's phrases to the same scale; for codes that
    a service added.
    """

    codes: tuple[str, ...]
    weights: Floats
    bias: Floats
    alike: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """All parts. ``points``: what a point of the word list is worth; ``sure``: see suggestions.

    ``phrases``: the vocabulary's own, encoded, so that this is not done at every start.
    """

    version: str
    encoder: str
    points: float
    temperature: float
    sure: float
    parts: Mapping[str, Head]
    phrases: Mapping[str, Floats]


@cache
def heads(size: str) -> Heads:
    """The heads for the "small" or the "large" model that come with the software."""
    here = files(__package__)
    said = tomllib.loads(here.joinpath(f"heads-{size}.toml").read_text(encoding="utf-8"))
    content = here.joinpath(f"heads-{size}.npz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == said["sha256"], f"heads-{size}.npz is another"
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        numbers = {name: stored[name].astype(np.float32) for name in stored.files}
    return _heads(said, numbers)


def _heads(said: Mapping[str, Any], numbers: Mapping[str, Floats]) -> Heads:
    parts = {
        part: Head(
            codes=tuple(one["codes"]),
            weights=numbers[f"{part}.weights"],
            bias=numbers[f"{part}.bias"],
            alike=(one["alike"][0], one["alike"][1]),
        )
        for part, one in said["parts"].items()
    }
    phrases = dict(zip(said["phrases"], numbers["phrases"], strict=True))
    return Heads(
        version=said["version"],
        encoder=said["encoder"],
        points=said["points"],
        temperature=said["temperature"],
        sure=said["sure"],
        parts=parts,
        phrases=phrases,
    )
