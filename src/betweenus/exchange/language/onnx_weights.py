"""The tensors in an ONNX file, read as data: no runtime, nothing in the file is carried out.

An ONNX file is a protocol-buffers message: numbered fields, each a number or a run of bytes. Of its
graph only the stored tensors are read, as views of the bytes given.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]

# Numbers of fields, from the published onnx.proto3.
_GRAPH, _TENSOR = 7, 5
_DIMS, _TYPE, _NAME, _RAW = 1, 2, 8, 9
_KINDS: Mapping[int, np.dtype[Any]] = {
    1: np.dtype("<f4"),
    3: np.dtype("i1"),
    7: np.dtype("<i8"),
    9: np.dtype("?"),
}
_NUMBER, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


def tensors(content: bytes) -> Mapping[str, Tensor]:
    """Name -> tensor, in the order of the file."""
    found: dict[str, Tensor] = {}
    for graph in _bytes(memoryview(content), _GRAPH):
        found |= dict(_tensor(one) for one in _bytes(graph, _TENSOR))
    return found


def _tensor(message: memoryview) -> tuple[str, Tensor]:
    shape: list[int] = []
    kind, name, raw = 0, "", memoryview(b"")
    for field, value in _fields(message):
        if field == _DIMS:
            shape += [value] if isinstance(value, int) else list(_packed(value))
        elif field == _TYPE and isinstance(value, int):
            kind = value
        elif field == _NAME and not isinstance(value, int):
            name = bytes(value).decode()
        elif field == _RAW and not isinstance(value, int):
            raw = value
    return name, np.frombuffer(raw, dtype=_KINDS[kind]).reshape(shape)


def _bytes(message: memoryview, wanted: int) -> Iterator[memoryview]:
    for field, value in _fields(message):
        if field == wanted and not isinstance(value, int):
            yield value


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Each field's number and value."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        field, kind = key >> 3, key & 7
        if kind == _NUMBER:
            number, at = _varint(message, at)
            yield field, number
            continue
        size = {_EIGHT: 8, _FOUR: 4}.get(kind, 0)
        if kind == _BYTES:
            size, at = _varint(message, at)
        yield field, message[at : at + size]
        at += size


def _packed(value: memoryview) -> Iterator[int]:
    at = 0
    while at < len(value):
        number, at = _varint(value, at)
        yield number


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first; and where it ends."""
    number = shift = 0
    while True:
        byte = message[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, at
