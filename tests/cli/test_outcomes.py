"""`betweenus outcomes classify`: what came of each course in a file, row by row."""

import csv

import pytest

from betweenus.cli import main, row_files

HEADING = "phq9_first,phq9_last,gad7_first,gad7_last"
ADDED = [
    "caseness",
    "recovery",
    "reliable_improvement",
    "reliable_deterioration",
    "no_reliable_change",
    "reliable_recovery",
    "paired",
]


@pytest.fixture
def classify(tmp_path, capsys):
    """Classifies the text of a file: the exit code, the rows that came out, and what was said."""

    def classified(text: str):
        source, target = tmp_path / "courses.csv", tmp_path / "outcomes.csv"
        source.write_text(text)
        code = main.main(["outcomes", "classify", str(source), "-o", str(target)])
        said = capsys.readouterr().err
        made = target.read_text().splitlines() if target.exists() else []
        return code, list(csv.DictReader(made)), said

    return classified


def words(row: dict[str, str]) -> str:
    """A row's answers as letters: t, f, and a dash for a blank."""
    return "".join(row[name][:1] or "-" for name in ADDED)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        # clinical reference 4.1, its eight boundary cases
        ("15,9,12,7", "tttfftt"),
        ("10,9,7,7", "ttfftft"),
        ("15,9,12,8", "tftffft"),
        ("9,3,7,7", "f-tff-t"),
        ("14,8,6,10", "tffftft"),
        ("12,18,9,9", "tfftfft"),
        ("12,17,9,12", "tffftft"),
        ("12,,9,5", "tf---ff"),
        # and what is not known at all
        (",,,", "------f"),
        ("9,,,", "------f"),
        ("9,,7,", "f-----f"),
        ("13.5,7.5,8,8", "tftffft"),
    ],
)
def test_a_course_comes_out_as_the_definitions_say(classify, scores, expected):
    code, (row,), _ = classify(f"{HEADING}\n{scores}\n")
    assert code == 0
    assert list(row) == [*HEADING.split(","), *ADDED]
    assert words(row) == expected


def test_other_columns_are_passed_through_in_any_order(classify):
    code, (row,), _ = classify('id,gad7_last,gad7_first,phq9_last,phq9_first\n"=1+1",7,12,9,15\n')
    assert code == 0
    assert row["id"] == "=1+1"
    assert words(row) == "tttfftt"


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ("28,9,12,7", "line 3: PHQ-9, first score: 28 is outside 0 to 27"),
        ("15,9,12,-1", "line 3: GAD-7, last score: -1 is outside 0 to 21"),
        ("15,nine,12,7", "line 3: phq9_last: 'nine' is not a number"),
        ("15,nan,12,7", "line 3: phq9_last: 'nan' is not a number"),
        ("15,9", "line 3: This row has 2 cells"),
    ],
)
def test_a_bad_row_keeps_its_place_with_blanks_and_is_told_by_its_line(classify, scores, word):
    code, made, said = classify(f"{HEADING}\n15,9,12,7\n{scores}\n9,3,7,7\n")
    assert code == 1
    assert [words(row) for row in made] == ["tttfftt", "-------", "f-tff-t"]
    assert word in said


def test_of_many_bad_rows_some_are_told_and_all_are_counted(classify, monkeypatch):
    monkeypatch.setattr(row_files, "ERRORS_SHOWN", 2)
    code, _, said = classify(f"{HEADING}\n" + "99,9,9,9\n" * 5)
    assert code == 1
    assert said.count("is outside") == 2
    assert "5 rows, 5 of them with an error" in said


def test_a_file_without_the_columns_is_told(classify):
    code, made, said = classify("phq9_first,phq9_last\n1,2\n")
    assert code == 1
    assert "gad7_first, gad7_last" in said
    assert not made
