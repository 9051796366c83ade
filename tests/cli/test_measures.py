"""`betweenus measures`: what there is, what it says, and a file of answers scored in its order."""

import csv
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from betweenus import measures
from betweenus.cli import main, row_files

ADDED = ["total", "band", "case", "complete", "prorated", "risk", "error"]
HEADING = ",".join(f"item{number}" for number in range(1, 10))
PHQ9 = measures.get("phq-9")


@pytest.fixture
def score(tmp_path, capsys):
    """Scores the text of a file: the exit code, the rows that came out, and what was said."""

    def scored(text: str | bytes, measure: str = "phq-9"):
        source, target = tmp_path / "answers.csv", tmp_path / "scores.csv"
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = main.main(["measures", "score", measure, str(source), "-o", str(target)])
        said = capsys.readouterr().err
        return code, target.read_bytes() if target.exists() else b"", said

    return scored


def rows(out: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(out.decode().splitlines()))


def added(row: dict[str, str]) -> list[str]:
    return [row[name] for name in ADDED]


def test_every_measure_is_listed(capsys):
    assert main.main(["measures", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    listed = [line.split()[0] for line in told[1:]]
    assert listed == [measure.id for measure in measures.all_measures()]
    without = {line.split()[0] for line in told if "to be got" in line}
    assert without == {one.id for one in measures.all_measures() if one.wording_held_locally}


@pytest.mark.parametrize("measure", measures.all_measures(), ids=lambda measure: measure.id)
def test_a_measure_shows_its_figures_with_source_and_mark(measure, capsys):
    assert main.main(["measures", "show", measure.id]) == 0
    told = capsys.readouterr().out
    assert measure.digest in told
    for item in measure.items:
        assert f"{item.number}. {item.text or item.id}" in told
    for figure in (*measure.bands, measure.caseness, measure.reliable_change):
        if figure is not None:
            mark = "" if figure.source.verified else "; unverified"
            assert f"[{figure.source.words}{mark}]" in told


def test_a_measure_shows_its_whole_key_and_for_whom_it_is(capsys):
    shown = {}
    for name in ("rfq-8", "mhc-sf", "ecr-rs", "peq-treatment", "psychlops", "phq-15"):
        main.main(["measures", "show", name])
        shown[name] = capsys.readouterr().out
    assert "recoded: 7 count as 3, 2, 1, 0, 0, 0, 0, in the answers' order" in shown["rfq-8"]
    assert "1, strongly disagree to 7, strongly agree" in shown["rfq-8"]
    assert "For research. Its two scales are disputed" in shown["rfq-8"]
    assert "Flourishing: from often-emotional 1 and often-functioning 6" in shown["mhc-sf"]
    assert "A form for each: mother, father, partner, friend, therapist." in shown["ecr-rs"]
    assert "no therapist is shown who answered" in shown["peq-treatment"]
    assert "Please use this space to tell us" in shown["peq-treatment"]
    assert "may be missing: only question 2, each counted as the mean" in shown["psychlops"]
    assert "may be missing: only question 4, counted as nothing" in shown["phq-15"]


def test_an_unknown_measure_is_told_with_those_there_are(capsys):
    assert main.main(["measures", "show", "phq-99"]) == 1
    told = capsys.readouterr().err
    assert "phq-99" in told
    assert all(measure.id in told.split("There are:")[1] for measure in measures.all_measures())


def test_scores_stand_beside_the_answers(score):
    code, out, _ = score(f"id,{HEADING}\nA,1,1,1,1,1,1,1,1,1\nB,3,3,3,3,3,3,3,3,0\n")
    assert code == 0
    first, second = rows(out)
    assert list(first) == ["id", *HEADING.split(","), *ADDED]
    assert [first["id"], *added(first)] == ["A", "9", "Mild", "false", "true", "false", "true", ""]
    assert added(second) == ["24", "Severe", "true", "true", "false", "false", ""]


def test_blanks_are_prorated_or_leave_no_total_and_are_no_error(score):
    code, out, _ = score(f"{HEADING}\n2,2,2,2,2,1,1,,0\n3,3,3,3,3,,,,2\n,,,,,,,,\n")
    assert code == 0
    prorated, too_few, nothing = map(added, rows(out))
    assert prorated == ["13.5", "Moderate", "true", "false", "true", "false", ""]
    assert too_few == ["", "", "", "false", "false", "true", ""]
    assert nothing == ["", "", "", "false", "false", "false", ""]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("4", "question 3: 4 is not one of the answers 0 to 3"),
        ("-1", "question 3: -1 is not one"),
        ("x", "question 3: 'x' is not a whole number"),
        ("1.5", "'1.5' is not a whole number"),
        ("65537", "65537 is not one"),
        ("9" * 50, "is not a whole number"),
        ("nan", "'nan' is not a whole number"),
    ],
)
def test_a_bad_row_keeps_its_place_and_says_why(score, cell, word):
    zeros = "0,0,0,0,0,0"
    code, out, said = score(f"{HEADING}\n1,1,1,{zeros}\n2,2,{cell},{zeros}\n3,3,3,{zeros}\n")
    assert code == 1
    before, bad, after = rows(out)
    assert (before["total"], after["total"]) == ("3", "9")
    assert added(bad)[:-1] == [""] * 6
    assert word in bad["error"]
    assert bad["item3"] == cell
    assert "3 rows, 1 of them with an error" in said


@pytest.mark.parametrize("cell", ["2", " 2 ", "2.0"])
def test_a_whole_number_may_be_written_in_several_ways(score, cell):
    code, out, _ = score(f"{HEADING}\n{cell},0,0,0,0,0,0,0,0\n")
    assert code == 0
    assert rows(out)[0]["total"] == "2"


def test_declined_and_not_applicable_are_no_numbers_and_no_mistakes(score):
    code, out, _ = score(f"{HEADING}\n1,1,1,1,1,1,1,declined,Not applicable\n")
    assert code == 0
    assert added(rows(out)[0])[:5] == ["9", "Mild", "false", "false", "true"]


def test_what_is_passed_through_keeps_every_byte(score):
    passed = b'\xef\xbb\xbf"id";name;note'
    heading = HEADING.replace(",", ";").encode()
    answers = b"1;1;1;1;1;1;1;1;1"
    row = b'007;M\xfcller;"=SUM(A1) ""two\r\nlines"" ; end"'
    code, out, _ = score(b"%b;%b\r\n%b;%b\r\n" % (passed, heading, row, answers))
    assert code == 0
    assert out.startswith(b"%b;%b;total;band;" % (passed, heading))
    assert b"\r\n%b;%b;9;Mild;false;true;false;true;\r\n" % (row, answers) in out


def test_columns_may_stand_in_any_order_and_case(score):
    names = [f"Item{number}" for number in range(9, 0, -1)]
    code, out, _ = score(",".join(names) + "\n2,0,0,0,0,0,0,0,1\n")
    assert code == 0
    assert (rows(out)[0]["total"], rows(out)[0]["risk"]) == ("3", "true")


def test_the_question_that_does_not_count_is_checked_and_does_not_count(score):
    code, out, _ = score(f"{HEADING},item10\n1,1,1,1,1,1,1,1,1,3\n1,1,1,1,1,1,1,1,1,9\n")
    assert code == 1
    assert rows(out)[0]["total"] == "9"
    assert "question 10: 9" in rows(out)[1]["error"]


def test_rows_of_the_wrong_length_do_not_shift_the_columns(score):
    code, out, _ = score(f"{HEADING},note\n1,1,1\n1,1,1,1,1,1,1,1,1,a,b,c\n1,1,1,1,1,1,1,1,1,n")
    assert code == 1
    short, long, well = rows(out)
    assert "3 cells, but the heading names 10 columns" in short["error"]
    assert "the last 2 left off" in long["error"]
    assert (well["note"], well["total"], well["error"]) == ("n", "9", "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "does not begin with a line of column names"),
        ("id,item1\n1,2\n", "no column called item2, item3"),
        (f"{HEADING},item1\n", "2 columns called item1"),
        (f"{HEADING},total\n", "a column called total already"),
        (HEADING.encode("utf-16"), "UTF-8"),
        (f'{HEADING},note\n1,1,1,1,1,1,1,1,1,"open\n1,1,1\n', "line 2 cannot be read"),
    ],
)
def test_a_file_that_cannot_be_scored_is_one_line_and_leaves_nothing(score, tmp_path, text, word):
    code, out, said = score(text)
    assert code == 1
    assert word in said
    assert out == b""
    assert [one.name for one in tmp_path.iterdir()] == ["answers.csv"]


def test_a_result_never_replaces_the_file_it_is_made_from(tmp_path, capsys):
    source = tmp_path / "answers.csv"
    source.write_text(f"{HEADING}\n1,1,1,1,1,1,1,1,1\n")
    before = source.read_bytes()
    assert main.main(["measures", "score", "phq-9", str(source), "-o", str(source)]) == 1
    assert "replace the file" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_a_missing_file_and_a_missing_folder_are_told(tmp_path, capsys):
    assert main.main(["measures", "score", "phq-9", str(tmp_path / "none.csv")]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert main.main(["measures", "score", "phq-9", str(tmp_path)]) == 1
    assert "is a folder" in capsys.readouterr().err
    source, nowhere = tmp_path / "answers.csv", tmp_path / "none" / "scores.csv"
    source.write_text(f"{HEADING}\n1,1,1,1,1,1,1,1,1\n")
    assert main.main(["measures", "score", "phq-9", str(source), "-o", str(nowhere)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_without_a_file_to_write_the_rows_are_printed(tmp_path):
    source = tmp_path / "answers.csv"
    source.write_text(f"{HEADING}\n1,1,1,1,1,1,1,1,1\n")
    command = [sys.executable, "-m", "betweenus", "measures", "score", "phq-9", str(source)]
    told = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=True
    )
    assert rows(told.stdout.encode())[0]["total"] == "9"
    assert told.stderr == "betweenus: 1 row, 0 of them with an error.\n"


def test_every_measure_scores_from_a_file_as_alone(score):
    for measure in measures.all_measures():
        asked = [item.number for item in measure.scored_items]
        forms = [[item.values[place % len(item.values)] for item in measure.scored_items]
                 for place in range(6)]  # fmt: skip
        text = ",".join(f"item{number}" for number in asked) + "\n"
        text += "".join(",".join(map(str, form)) + "\n" for form in forms)
        code, out, _ = score(text, measure.id)
        assert code == 0
        for row, form in zip(rows(out), forms, strict=True):
            one = measure.score(form)
            assert _number(row["total"]) == one.total
            assert {name: _number(row[name]) for name in one.subscales} == one.subscales
            assert row["band"] == (one.band.label if one.band else "")
            assert row.get("category", "") == (one.category.label if one.category else "")
            assert row["risk"] == str(bool(one.risk_flags)).lower()


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _many(path: Path, number: int) -> Path:
    with path.open("w") as file:
        file.write(f"id,{HEADING}\n")
        file.writelines(f"{n},1,1,1,1,1,1,1,1,{n % 4}\n" for n in range(number))
    return path


@pytest.mark.slow
def test_ten_times_the_rows_need_no_more_memory(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(row_files, "ROWS_AT_A_TIME", 500)
    most = []
    for number in (2_000, 2_000, 20_000):  # the first also loads what is loaded once
        source, target = _many(tmp_path / "answers.csv", number), tmp_path / "scores.csv"
        tracemalloc.start()
        assert main.main(["measures", "score", "phq-9", str(source), "-o", str(target)]) == 0
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert sum(1 for _ in target.open()) == number + 1
    assert most[2] < 1.5 * most[1]


def test_rows_keep_their_order_over_many_chunks(score, monkeypatch):
    monkeypatch.setattr(row_files, "ROWS_AT_A_TIME", 3)
    text = f"id,{HEADING}\n" + "".join(f"{n},{n % 5},0,0,0,0,0,0,0,0\n" for n in range(20))
    code, out, _ = score(text)
    assert code == 1
    for n, row in enumerate(rows(out)):
        assert row["id"] == str(n)
        assert row["total"] == ("" if n % 5 == 4 else str(n % 5))
        assert bool(row["error"]) == (n % 5 == 4)
