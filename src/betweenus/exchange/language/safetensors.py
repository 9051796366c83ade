"""Tensors in the safetensors format: a length, a table in JSON, and the numbers behind it."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]
_KINDS: Mapping[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"),
    "I8": np.dtype("i1"),
    "I64": np.dtype("<i8"),
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def tensors(content: bytes | memoryview) -> Mapping[str, Tensor]:
    """Name -> tensor, as views of the bytes given."""
    (length,) = struct.unpack("<Q", content[:8])
    table = json.loads(bytes(content[8 : 8 + length]))
    numbers = memoryview(content)[8 + length :]
    return {
        name: np.frombuffer(numbers[slice(*one["data_offsets"])], _KINDS[one["dtype"]]).reshape(
            one["shape"]
        )
        for name, one in table.items()
        if name != "__metadata__"
    }


def content(named: Mapping[str, Tensor]) -> bytes:
    """The bytes of a file with these tensors; the same for the same tensors."""
    table, end = {}, 0
    for name, tensor in named.items():
        begun, end = end, end + tensor.nbytes
        table[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [begun, end],
        }
    head = json.dumps(table, separators=(",", ":")).encode()
    numbers = b"".join(np.ascontiguousarray(tensor).tobytes() for tensor in named.values())
    return struct.pack("<Q", len(head)) + head + numbers
