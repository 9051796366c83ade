"""A backup file gives back the two files that were put into it, and nothing else."""

import io
import tarfile

import pytest
from pyrage import encrypt, x25519

from betweenus.domain.refusals import Refusal
from betweenus.exchange import backup_file


def test_what_was_packed_is_taken_out_again(tmp_path):
    secret, public = backup_file.new_key()
    (tmp_path / "copied").write_bytes(b"rows")
    backup_file.pack(tmp_path / "b.age", {"rows": 4}, tmp_path / "copied", public)
    (tmp_path / "there").mkdir()
    about, database = backup_file.unpack(tmp_path / "b.age", tmp_path / "there", secret)
    assert about == {"rows": 4}
    assert database.read_bytes() == b"rows"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
def test_what_is_no_file_is_not_taken_out(tmp_path, kind):
    secret, public = backup_file.new_key()
    (tmp_path / "private").write_text("of the machine")
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("about.json"))
        link = tarfile.TarInfo("database")
        link.type, link.linkname = kind, str(tmp_path / "private")
        archive.addfile(link)
    recipient = x25519.Recipient.from_str(public)
    (tmp_path / "b.age").write_bytes(encrypt(made.getvalue(), [recipient]))
    (tmp_path / "there").mkdir()
    with pytest.raises(Refusal, match="is not a backup"):
        backup_file.unpack(tmp_path / "b.age", tmp_path / "there", secret)
    assert not (tmp_path / "there" / "database").exists()
