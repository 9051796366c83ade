"""Scores and outcomes by the million beside one at a time (part of `make bench`).

Both paths run on the same answers in the same process, so a busy machine slows both: read the
ratios. Nothing here is a goal of its own; what must hold is in the tests.
"""

import sys
import time
from collections.abc import Callable

import numpy as np

from betweenus import measures, outcomes

MANY, FEW, TIMES = 1_000_000, 2_000, 3


def main() -> int:
    """Print a line for each measure, and one for outcomes."""
    print(f"{'':<12}{'many, per second':>18}{'alone, per second':>19}{'ratio':>8}{'a million':>12}")
    for measure in measures.all_measures():
        _line(measure.id, *_scoring(measure))
    _line("outcomes", *_classifying())
    return 0


def _scoring(measure: measures.Measure) -> tuple[float, float]:
    """Forms a second: all at once, and one by one. One answer in fifty is blank."""
    random = np.random.default_rng(1)
    answers = np.stack([random.choice(item.values, MANY) for item in measure.scored_items], axis=1)
    answers[random.random(answers.shape) < 0.02] = -1
    few = [[None if a == -1 else a for a in row] for row in answers[:FEW].tolist()]
    many = MANY / _seconds(lambda: measure.score_many(answers))
    return many, FEW / _seconds(lambda: [measure.score(form) for form in few])


def _classifying() -> tuple[float, float]:
    """Courses a second: every combination of PHQ-9 and GAD-7 at once, and some one by one."""
    grid = np.indices((28, 28, 22, 22)).reshape(4, -1)
    few = grid.T[:: grid.shape[1] // FEW].tolist()
    pair = outcomes.Pair
    many = grid.shape[1] / _seconds(lambda: outcomes.classify(*grid))
    one = len(few) / _seconds(
        lambda: [outcomes.outcome(pair(a, b), pair(c, d)) for a, b, c, d in few]
    )
    return many, one


def _seconds(work: Callable[[], object]) -> float:
    """The best of a few times: the others measure what else the machine was doing."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _line(name: str, many: float, alone: float) -> None:
    print(f"{name:<12}{many:>18,.0f}{alone:>19,.0f}{many / alone:>8,.0f}{1e6 / many:>10.3f} s")


if __name__ == "__main__":
    sys.exit(main())
