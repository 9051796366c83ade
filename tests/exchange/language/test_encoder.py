"""The encoder gives the numbers that an ONNX runtime gives for the same file."""

import numpy as np
import pytest

from betweenus.exchange.language.packs import SMALL
from tests.exchange.language.needed import needs_model

pytestmark = [needs_model, pytest.mark.slow]

# The first five of 384, written down from onnxruntime 1.32.
NUMBERS = {
    "I wanted the ground to swallow me up.": (-0.01595, 0.05482, 0.05678, 0.00546, 0.02832),
    "She left me out.": (0.00855, 0.04689, -0.00339, 0.07361, 0.11819),
}


@pytest.fixture(scope="module")
def encoder():
    return SMALL.encoder()


def test_numbers_are_those_of_a_runtime(encoder):
    for text, expected in NUMBERS.items():
        assert encoder.encode([text])[0, :5] == pytest.approx(expected, abs=5e-4)


def test_a_text_has_the_same_numbers_whoever_stands_beside_it(encoder):
    texts = [*NUMBERS, "Mum rang.", "I was so alone in that house, it was only me and the telly."]
    together = encoder.encode(texts)
    assert np.allclose(together, np.vstack([encoder.encode([one]) for one in texts]), atol=1e-5)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_texts_that_mean_alike_are_near(encoder):
    one, like, other = encoder.encode(
        ["I wanted the ground to swallow me up.", "I was so embarrassed.", "He mended the boiler."]
    )
    assert one @ like > one @ other + 0.1


def test_parts_are_read_within_the_whole(encoder):
    whole, first, second = encoder.encode_parts([["She left me out,", "and I cried."]])[0]
    assert whole == pytest.approx(encoder.encode(["She left me out, and I cried."])[0], abs=1e-5)
    assert whole @ first > 0.7
    assert first @ second < 0.99


def test_a_part_beyond_what_is_read_has_the_numbers_of_the_whole(encoder):
    whole, _, late = encoder.encode_parts([["word " * 200, "and I cried."]])[0]
    assert np.array_equal(whole, late)


def test_no_text_at_all_is_no_error(encoder):
    assert encoder.encode(["", "x"]).shape == (2, 384)
    assert encoder.encode([]).size == 0
