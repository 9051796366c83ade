"""``betweenus downtime`` writes the papers where they are told to be, and for few eyes."""

import pytest

from tests.cli.test_check import COMPLETE
from tests.cli.test_main import run

pytestmark = pytest.mark.slow


def test_papers_replace_those_before_and_old_lists_go(tmp_path):
    given = COMPLETE | {"BETWEENUS_HOME": str(tmp_path / "home")}
    folder = tmp_path / "papers"
    told = run("downtime", "--to", str(folder), **given)
    assert told.returncode == 1
    assert "betweenus: The database does not answer" in told.stderr
    assert run("manage", "migrate", **given).returncode == 0

    told = run("downtime", "--to", str(folder), **given)
    assert told.returncode == 0, told.stderr
    assert "3 papers." in told.stdout
    assert folder.stat().st_mode & 0o777 == 0o700
    names = {"forms.pdf", "questionnaires.pdf", "sessions-of-everybody.pdf"}
    assert {file.name for file in folder.iterdir()} == names
    assert all(file.stat().st_mode & 0o007 == 0 for file in folder.iterdir())

    (folder / "sessions-of-somebody-who-left-1a2b.pdf").write_bytes(b"old")
    (folder / "how-to-reach-the-printer.txt").write_text("kept")
    (folder / "forms.pdf").write_bytes(b"old")
    told = run("downtime", "--to", str(folder), **given)
    assert "1 old ones gone" not in told.stdout
    assert "1 old list gone" in told.stdout
    assert {file.name for file in folder.iterdir()} == {*names, "how-to-reach-the-printer.txt"}
    assert (folder / "forms.pdf").read_bytes().startswith(b"%PDF")

    folder.chmod(0o755)
    told = run("downtime", "--to", str(folder), **given)
    assert told.returncode == 1
    assert "Everybody who uses this machine can look into" in told.stderr
    assert "chmod o=" in told.stderr


def test_what_the_operator_must_do_is_in_the_help():
    told = run("downtime", "--help").stdout
    assert "are not encrypted" in told
    assert "on another machine than the service" in told
