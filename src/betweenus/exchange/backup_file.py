"""A backup file: what was copied, and a description of it, in one file that only a key opens.

The format is plain: a tar archive of ``about.json`` and ``database``, encrypted with age
(https://age-encryption.org/v1), so that it can be opened without this program, too. A service
encrypts to a public key; the secret one need not be on the machine that makes backups.
"""

import io
import json
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt_io, x25519

from betweenus.domain.refusals import Refusal

_ABOUT, _DATABASE = "about.json", "database"


def new_key() -> tuple[str, str]:
    """A secret key and the public key that belongs to it."""
    made = x25519.Identity.generate()
    return str(made), str(made.to_public())


def check_public_key(key: str) -> None:
    """Raises Refusal when a backup cannot be encrypted to it."""
    _public(key)


def _public(key: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(key.strip())
    except RecipientError:
        raise Refusal(
            "The public key for backups cannot be read.",
            "It begins with age1. Make a pair with: betweenus backup make-key FILE",
        ) from None


def pack(into: Path, about: Mapping[str, Any], database: Path, to: str) -> None:
    """Write the backup; a file that is not whole never has its name."""
    plain, partly = database.with_name("packed.tar"), into.with_name(f"{into.name}.partly")
    try:
        with tarfile.open(plain, "w") as archive:
            text = json.dumps(about, indent=1, sort_keys=True).encode()
            member = tarfile.TarInfo(_ABOUT)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
            archive.add(database, _DATABASE)
        partly.touch(mode=0o600)
        with plain.open("rb") as reader, partly.open("wb") as writer:
            encrypt_io(reader, writer, [_public(to)])
        partly.replace(into)
    finally:
        plain.unlink(missing_ok=True)
        partly.unlink(missing_ok=True)


def unpack(file: Path, folder: Path, secret: str) -> tuple[Mapping[str, Any], Path]:
    """What the backup says of itself, and the database in ``folder``.

    Raises Refusal when the key does not open it, or it is not a whole backup.
    """
    plain = folder / "packed.tar"
    try:
        with file.open("rb") as reader, plain.open("wb") as writer:
            decrypt_io(reader, writer, [_secret(secret)])
    except (DecryptError, OSError) as error:
        if getattr(error, "errno", None):  # the disk's own trouble; what is damaged has no number
            raise
        raise Refusal(
            f"{file.name} cannot be opened: {error}.",
            "Give the secret key that belongs to the public key it was made with, and see that the "
            "file is whole.",
        ) from None
    try:
        with tarfile.open(plain) as archive:
            for name in (_ABOUT, _DATABASE):
                _take_out(archive, name, folder)
    except (tarfile.TarError, KeyError):
        raise Refusal(
            f"{file.name} is not a backup of Between Us.", "Choose another file."
        ) from None
    finally:
        plain.unlink(missing_ok=True)
    return json.loads((folder / _ABOUT).read_text()), folder / _DATABASE


def _take_out(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    """Copy what a file holds; the library's own way to be safe needs Python 3.11.4."""
    member = archive.getmember(name)
    held = archive.extractfile(member) if member.isreg() else None
    if held is None:  # a link, say
        raise KeyError(name)
    with held, (folder / name).open("wb") as writer:
        shutil.copyfileobj(held, writer)


def _secret(text: str) -> x25519.Identity:
    lines = [line.strip() for line in text.splitlines()]
    key = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        return x25519.Identity.from_str(key)
    except IdentityError:
        raise Refusal(
            "The file of the key holds no secret key for backups.",
            "It has a line that begins with AGE-SECRET-KEY-1.",
        ) from None
