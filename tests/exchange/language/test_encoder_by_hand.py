"""The encoder agrees with a slow reference, piece by piece, on a small model of made-up numbers.

With nearness as in an MPNet; how far apart pieces are is put in buckets as its makers wrote it.
"""

import math

import numpy as np
import pytest

from betweenus.exchange.language.encoder import HEADS, Encoder, Layer, Matrix

WIDTH, WIDE, WORDS, PLACES, BUCKETS = 24, 48, 1100, 140, 32
EACH = WIDTH // HEADS


def made_up(nearness):
    random = np.random.default_rng(14)

    def floats(*shape):
        return random.normal(size=shape).astype(np.float32) * np.float32(0.5)

    def matrix(into, out):
        numbers = random.integers(-127, 128, (into, out)).astype(np.int8)
        return Matrix(numbers, np.full((1, out), 0.005, np.float32), floats(out))

    layer = Layer(
        asks=(matrix(WIDTH, WIDTH), matrix(WIDTH, WIDTH), matrix(WIDTH, WIDTH)),
        attention=matrix(WIDTH, WIDTH),
        attention_norm=(floats(WIDTH), floats(WIDTH)),
        wide=matrix(WIDTH, WIDE),
        narrow=matrix(WIDE, WIDTH),
        norm=(floats(WIDTH), floats(WIDTH)),
    )
    return Encoder(
        frame=(1, 2, 0),
        words=(
            random.integers(-127, 128, (WORDS, WIDTH)).astype(np.int8),
            np.full((WORDS, 1), 0.01, np.float32),
        ),
        places=floats(PLACES, WIDTH),
        norm=(floats(WIDTH), floats(WIDTH)),
        layers=(layer, layer),
        least=1e-5,
        nearness=floats(BUCKETS, HEADS) if nearness else None,
    )


def bucket(apart):
    """As in the makers' own code, for one distance: from the piece that hears to the one heard."""
    half = BUCKETS // 2
    start, far = (half, apart) if apart > 0 else (0, -apart)
    if far < half // 2:
        return start + far
    wide = half // 2 + int(math.log(far / (half // 2)) / math.log(128 / (half // 2)) * (half // 2))
    return start + min(wide, half - 1)


def led(x, by):
    return x @ (by.numbers * by.scale.astype(np.float64)) + by.bias


def normed(x, by, least):
    return (x - x.mean()) / math.sqrt(x.var() + least) * by[0] + by[1]


def gelu(x):
    return np.array([0.5 * one * (1 + math.erf(one / math.sqrt(2))) for one in x])


def reference(encoder, pieces):
    x = [
        normed(
            encoder.words[0][piece] * encoder.words[1][piece].astype(np.float64)
            + encoder.places[at],
            encoder.norm,
            encoder.least,
        )
        for at, piece in enumerate(pieces)
    ]
    for layer in encoder.layers:
        query, key, value = ([led(one, by) for one in x] for by in layer.asks)
        after = []
        for hears in range(len(x)):
            heard = []
            for head in range(HEADS):
                own = slice(head * EACH, (head + 1) * EACH)
                scores = [query[hears][own] @ one[own] / math.sqrt(EACH) for one in key]
                if encoder.nearness is not None:
                    scores = [
                        score + encoder.nearness[bucket(at - hears), head]
                        for at, score in enumerate(scores)
                    ]
                weights = np.exp(scores) / np.exp(scores).sum()
                heard.append(sum(w * one[own] for w, one in zip(weights, value, strict=True)))
            taken = led(np.concatenate(heard), layer.attention)
            one = normed(x[hears] + taken, layer.attention_norm, encoder.least)
            more = led(gelu(led(one, layer.wide)), layer.narrow)
            after.append(normed(one + more, layer.norm, encoder.least))
        x = after
    whole = np.mean(x, axis=0)
    return whole / np.linalg.norm(whole)


@pytest.mark.parametrize("nearness", [False, True])
def test_it_agrees_with_a_slow_reference(nearness, monkeypatch):
    encoder = made_up(nearness)
    pieces = [5, 900, 17, 17, 1000, 3, *range(40, 60)]
    monkeypatch.setattr("betweenus.exchange.language.encoder.numbers", lambda _: pieces)
    found = encoder.encode(["whatever"])[0]
    assert found == pytest.approx(reference(encoder, [1, *pieces, 2]), abs=2e-3)
