"""Tensors are read from an ONNX file as data."""

import struct

import numpy as np

from betweenus.exchange.language.onnx_weights import tensors


def field(number, value):
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2]) + varint(len(value)) + value


def varint(number):
    made = b""
    while number > 0x7F:
        made += bytes([number & 0x7F | 0x80])
        number >>= 7
    return made + bytes([number])


def tensor(name, shape, kind, raw):
    dims = b"".join(field(1, size) for size in shape)
    return dims + field(2, kind) + field(8, name.encode()) + field(9, raw)


def model(*found):
    graph = field(2, b"graph") + b"".join(field(5, one) for one in found)
    return field(1, 7) + field(7, graph)


def test_tensors_come_by_name_with_their_shape_and_kind():
    floats = struct.pack("<6f", *range(6))
    found = tensors(
        model(tensor("w", (2, 3), 1, floats), tensor("w_q", (2,), 3, np.int8([-1, 7]).tobytes()))
    )
    assert list(found) == ["w", "w_q"]
    assert found["w"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["w_q"].tolist() == [-1, 7]


def test_long_tensors_and_sizes_packed_together_are_read():
    floats = np.arange(300, dtype="<f4")
    packed = field(1, varint(3) + varint(100))
    made = packed + field(2, 1) + field(8, b"big") + field(9, floats.tobytes())
    assert tensors(model(made))["big"].shape == (3, 100)


def test_other_fields_are_passed_over():
    fixed = bytes([3 << 3 | 5]) + b"1234" + bytes([4 << 3 | 1]) + b"12345678"
    found = tensors(fixed + model(tensor("w", (1,), 1, struct.pack("<f", 2.5))))
    assert found["w"].tolist() == [2.5]
