"""How far what is said of a focus can be trusted, on simulated clients (docs/validation.md).

Two tables: whether the interval of the share of new moments holds the true share, moments being
coded with slips; and how often mood and rating are said to go together when they do not, and when
they do. The clients are made from seeds nobody tuned on. `--clients 40` gives a quick look.

    python -m bench.tracking
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.pattern_clients import CORE, Client, Kind, client
from betweenus.domain.patterns.told import NOT_CODED
from betweenus.domain.tracking.following import Follows, focus_in_codes, follows
from betweenus.domain.tracking.looking import FEWEST_WEEKS, SURE, look
from betweenus.domain.tracking.mood import Week, points
from betweenus.domain.tracking.share import INTERVAL, Counted, share

SEED = 8_000_000
"""Far from the seeds the rules were made with, which were below two million."""
CLIENTS = 300
EVIDENCE, MOMENTS, STRETCHES = 4, 400, 3
COURSES = ((0.75, 0.75), (0.45, 0.45), (0.10, 0.10), (0.75, 0.40), (0.75, 0.10))
CODERS = (
    ("15 of 100 codes wrong", Kind(MOMENTS, 0.15)),
    ("30 of 100 codes wrong", Kind(MOMENTS, 0.30)),
    ("30 wrong, unlike ours", Kind(MOMENTS, 0.30, confused="unknown")),
)
MONDAY = date(2026, 2, 2)


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="simulated clients a cell")
    typed = parser.parse_args()
    print(f"{typed.clients} clients a cell\n")
    for per_stretch in (4, 8):
        shares(typed.clients, per_stretch)
    moods(typed.clients)
    together(typed.clients)
    return 0


# -- the share of new moments ------------------------------------------------------------------


def shares(clients: int, per_stretch: int) -> None:
    """How often the interval holds the true share: in all, and in each of three stretches."""
    print(f"Interval of {INTERVAL:.0%} holds the truth, in %; {STRETCHES} x {per_stretch} moments")
    print(f"{'':<24}{'share':>12}{'in all':>8}{'stretches':>18}{'wide':>7}")
    for name, kind in CODERS:
        told = [_told(SEED + number, kind) for number in range(clients)]
        for course in COURSES:
            rows = [_held(one, course, per_stretch, seed) for seed, one in enumerate(told) if one]
            whole, wide, *parts = np.mean(rows, axis=0)
            each = " ".join(f"{100 * part:5.1f}" for part in parts)
            said = f"{course[0]:.2f} to {course[1]:.2f}"
            print(f"{name:<24}{said:>14}{100 * whole:>6.1f}{each:>18}{wide:>7.2f}", flush=True)
    print()


def _told(seed: int, kind: Kind) -> tuple[list[Follows], list[Follows]] | None:
    """What the rule says of moments that follow and of those that do not; None without a focus."""
    random, made = np.random.default_rng(seed), client(seed, kind)
    core = random.permutation(np.flatnonzero(made.follows == CORE))
    other = random.permutation(np.flatnonzero(made.follows != CORE))
    focus = focus_in_codes(_codes(made, row) for row in core[:EVIDENCE])
    if not focus:
        return None
    said = [
        [follows(_codes(made, row), focus) for row in rows] for rows in (core[EVIDENCE:], other)
    ]
    return said[0], said[1]


def _codes(made: Client, row: int) -> dict[str, str]:
    codes = enumerate(made.told.codes[row])
    return {str(part): str(code) for part, code in codes if code != NOT_CODED}


def _held(
    said: tuple[list[Follows], list[Follows]],
    course: tuple[float, float],
    per_stretch: int,
    seed: int,
) -> list[float]:
    """Whether the interval in all held the truth, its width, and whether each stretch's did."""
    random, places = np.random.default_rng(seed), [0, 0]
    truths = np.linspace(*course, STRETCHES)
    counts = []
    for truth in truths:
        found = []
        for _ in range(per_stretch):
            which = int(random.random() >= truth)
            found.append(said[which][places[which] % len(said[which])])
            places[which] += 1
        closed = [one for one in found if one is not Follows.OPEN]
        counts.append(Counted(closed.count(Follows.YES), len(closed)))
    whole = Counted(sum(one.follow for one in counts), sum(one.told for one in counts))
    low, high = share(whole).interval(INTERVAL)
    held = [_holds(share(one).interval(INTERVAL), t) for one, t in zip(counts, truths, strict=True)]
    return [_holds((low, high), float(truths.mean())), high - low, *held]


def _holds(interval: tuple[float, float], truth: float) -> float:
    return float(interval[0] <= truth <= interval[1])


# -- mood and the focus -------------------------------------------------------------------------


def moods(clients: int) -> None:
    """False claims, found links and coverage, by weeks and by how long a disturbance lasts."""
    print(f"Mood and the rating, interval of {SURE:.0%}, both drifting downwards; in %")
    head = f"{'weeks':>6}{'lasting':>9}{'said, none there':>18}{'held':>7}"
    print(f"{head}{'said, 0.5 a point':>19}{'held':>7}{'said, 1 a point':>17}{'held':>7}")
    for weeks in (6, FEWEST_WEEKS, 10, 12, 16):
        for lasting in (0.0, 0.4, 0.7, 0.9):
            said = ""
            for truth, room in ((0.0, 18), (0.5, 19), (1.0, 17)):
                rows = [_look(weeks, lasting, truth, SEED + n) for n in range(clients)]
                claimed, held = 100 * np.mean(rows, axis=0)
                said += f"{claimed:>{room}.1f}{held:>7.1f}"
            print(f"{weeks:>6}{lasting:>9.1f}{said}", flush=True)
    print()


def _look(weeks: int, lasting: float, truth: float, seed: int) -> list[float]:
    random = np.random.default_rng(seed)
    rated, (scores,) = _weeks(random, weeks, lasting, truth, measures=1)
    made = [Week(n, float(a), float(b)) for n, (a, b) in enumerate(zip(rated, scores, strict=True))]
    low, high = points(made).interval(SURE)
    return [float(low > 0 or high < 0), _holds((low, high), truth)]


def _weeks(
    random: np.random.Generator, weeks: int, lasting: float, truth: float, measures: int
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Ratings and scores in whole points; two measures share most of their disturbance."""
    week = np.arange(weeks)
    rated = 5 + 0.3 * (weeks / 2 - week) + _disturbance(random, weeks, lasting, 2.0)
    rated = np.clip(np.round(rated), 0, 10)
    shared = _disturbance(random, weeks, lasting, 3.0)
    scores = []
    for _ in range(measures):
        own = _disturbance(random, weeks, lasting, 3.0)
        mixed = shared if measures == 1 else np.sqrt(0.6) * shared + np.sqrt(0.4) * own
        score = 13 + 0.5 * (weeks / 2 - week) + mixed + truth * (rated - 5)
        scores.append(np.clip(np.round(score), 0, 27))
    return rated, scores


def _disturbance(
    random: np.random.Generator, weeks: int, lasting: float, spread: float
) -> NDArray[np.float64]:
    made = np.empty(weeks)
    made[0] = random.normal(0, spread)
    fresh = spread * np.sqrt(1 - lasting**2)
    for week in range(1, weeks):
        made[week] = lasting * made[week - 1] + random.normal(0, fresh)
    return made


def together(clients: int) -> None:
    """How often one of the four looks of a page says something where there is nothing."""
    print("One of the four looks says something where there is nothing, in %")
    for weeks in (FEWEST_WEEKS, 12, 16):
        claimed = [any(_four(weeks, SEED + n)) for n in range(clients)]
        print(f"{weeks:>6} weeks{100 * np.mean(claimed):>8.1f}", flush=True)


def _four(weeks: int, seed: int) -> Iterator[bool]:
    random = np.random.default_rng(seed)
    rated, scores = _weeks(random, weeks, 0.4, 0.0, measures=2)
    mondays = [MONDAY + timedelta(weeks=n) for n in range(weeks)]
    ratings = {day: int(value) for day, value in zip(mondays, rated, strict=True)}
    for found in scores:
        by_week = dict(zip(mondays, found.tolist(), strict=True))
        for later in (False, True):
            yield look("PHQ-9", ratings, by_week, later=later).tells


if __name__ == "__main__":
    sys.exit(main())
