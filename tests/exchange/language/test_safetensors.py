"""Tensors written in the safetensors format are read back as they were."""

import numpy as np

from betweenus.exchange.language import safetensors


def test_what_is_written_is_read_back():
    named = {
        "w_q": np.arange(-3, 3, dtype=np.int8).reshape(2, 3),
        "w_scale": np.array([[0.5, 0.25, 1]], dtype=np.float32),
        "turned": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    }
    found = safetensors.tensors(safetensors.content(named))
    assert list(found) == list(named)
    for name, tensor in named.items():
        assert found[name].dtype == tensor.dtype
        assert np.array_equal(found[name], tensor)


def test_the_same_tensors_give_the_same_bytes():
    def once():
        return safetensors.content({"a": np.ones(3, dtype=np.float32)})

    assert once() == once()
