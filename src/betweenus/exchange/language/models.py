"""The two models an encoder can be: their tensors by the names their makers gave them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from betweenus.exchange.language.encoder import Encoder, Floats, Layer, Matrix

Tensor = NDArray[Any]
Tensors = Mapping[str, Tensor]

MINILM_LAYERS, MPNET_LAYERS = 6, 12
EACH = 6
"""Matrices a layer: query, key, value, attention, wide and narrow."""
CLS, SEP = 101, 102
"""Beginning and end in the list of pieces."""
MPNET_PADS = 2
"""The first places of an MPNet are those of what is no piece."""


def minilm(found: Tensors) -> Encoder:
    """all-MiniLM-L6-v2, a BERT of six layers; raises KeyError where a tensor is missing."""
    named = {name.removeprefix("inner."): tensor for name, tensor in found.items()}
    # Matrices have no name of their own in the file; they come in the order they are used.
    numbered = [name[:-2] for name in named if name.startswith("val_") and name.endswith("_q")]
    assert len(numbered) == EACH * MINILM_LAYERS, numbered

    def layer(number: int) -> Layer:
        own = numbered[EACH * number : EACH * (number + 1)]
        at = f"encoder.layer.{number}"
        biases = [
            f"{at}.attention.self.query",
            f"{at}.attention.self.key",
            f"{at}.attention.self.value",
            f"{at}.attention.output.dense",
            f"{at}.intermediate.dense",
            f"{at}.output.dense",
        ]
        made = [
            _matrix(named, name, f"{bias}.bias") for name, bias in zip(own, biases, strict=True)
        ]
        return _layer(made, named, f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm")

    places = "embeddings.position_embeddings.weight"
    kind = named["embeddings.token_type_embeddings.weight"][0]
    return Encoder(
        frame=(CLS, SEP, 0),
        words=_words(named),
        places=named[f"{places}_q"].astype(np.float32) * named[f"{places}_scale"] + kind,
        norm=_norm(named, "embeddings.LayerNorm"),
        layers=tuple(layer(number) for number in range(MINILM_LAYERS)),
        least=1e-12,
    )


def mpnet(named: Tensors) -> Encoder:
    """all-mpnet-base-v2, twelve layers, as ``large_model`` keeps it; raises KeyError."""

    def layer(number: int) -> Layer:
        at = f"encoder.layer.{number}"
        names = [f"{at}.attention.attn.{one}" for one in ("q", "k", "v", "o")]
        names += [f"{at}.intermediate.dense", f"{at}.output.dense"]
        made = [_matrix(named, f"{name}.weight", f"{name}.bias") for name in names]
        return _layer(made, named, f"{at}.attention.LayerNorm", f"{at}.output.LayerNorm")

    return Encoder(
        frame=(0, 2, 4),  # <s>, </s>; its list of pieces is BERT's behind four of its own
        words=_words(named),
        places=named["embeddings.position_embeddings.weight"][MPNET_PADS:],
        norm=_norm(named, "embeddings.LayerNorm"),
        layers=tuple(layer(number) for number in range(MPNET_LAYERS)),
        least=1e-5,
        nearness=named["encoder.relative_attention_bias.weight"],
    )


def _layer(made: list[Matrix], named: Tensors, attention: str, last: str) -> Layer:
    query, key, value, out, wide, narrow = made
    return Layer(
        asks=(query, key, value),
        attention=out,
        attention_norm=_norm(named, attention),
        wide=wide,
        narrow=narrow,
        norm=_norm(named, last),
    )


def _matrix(named: Tensors, name: str, bias: str) -> Matrix:
    return Matrix(named[f"{name}_q"], named[f"{name}_scale"], named[bias])


def _norm(named: Tensors, name: str) -> tuple[Floats, Floats]:
    return named[f"{name}.weight"], named[f"{name}.bias"]


def _words(named: Tensors) -> tuple[NDArray[np.int8], Floats]:
    words = "embeddings.word_embeddings.weight"
    return named[f"{words}_q"], named[f"{words}_scale"]
