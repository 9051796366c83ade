"""A fingerprint of files: tells in milliseconds whether what was made from them is still good."""

import hashlib
import sysconfig
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def of_files(files: Iterable[Path]) -> str:
    """A digest of where the files are, how long they are and when they were written."""
    seen = hashlib.sha256()
    for file in sorted(files):
        known = file.stat()
        seen.update(f"{file}\0{known.st_size}\0{known.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def of_program() -> str:
    """A digest of all that a database and the static files are made from.

    Libraries bring tables and static files too; they count by the names of their folders, which
    carry their versions.
    """
    tables = PACKAGE.glob("**/migrations/*.py")
    static = (file for file in PACKAGE.glob("**/static/**/*") if file.is_file())
    libraries = sorted(Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
    names = "\n".join(folder.name for folder in libraries)
    return hashlib.sha256(f"{of_files([*tables, *static])}\n{names}".encode()).hexdigest()
