"""``betweenus language check`` says which model suggests, and what to type."""

import sys
from pathlib import Path

from betweenus.exchange.language.packs import SMALL
from tests.cli.test_main import run
from tests.exchange.language.needed import needs_model


@needs_model
def test_the_model_that_is_there_is_named_with_its_digest():
    told = run("language", "check")
    assert told.returncode == 0, told.stderr
    assert f"sha256 {SMALL.sha256}, as expected" in told.stdout
    assert "suggests      minilm-int8 sha256:" in told.stdout


def test_a_wrong_file_is_told_and_the_word_list_suggests(tmp_path):
    folder = tmp_path / SMALL.folder
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit('this code was run')")
    (folder / SMALL.file).write_bytes(b"something else")
    path = f"{tmp_path}:{Path(sys.modules['betweenus'].__file__).parents[1]}"
    told = run("language", "check", PYTHONPATH=path)
    assert told.returncode == 1, told.stdout
    assert "is not the one this version was tried with" in told.stdout
    assert "Type: python -m pip install --force-reinstall " in told.stdout
    assert "suggests      word list" in told.stdout
