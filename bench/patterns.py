"""How well the ranking of patterns does on simulated clients, beside what else might be used.

`make bench-patterns` prints every figure of docs/validation.md, section "Patterns", and says what
is not reached. The clients are made from seeds nobody tuned on; `--clients 20` gives a quick look.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import islice

import numpy as np

from bench.pattern_baselines import METHODS
from bench.pattern_clients import CORE, Client, Kind, client, right
from betweenus.cli import progress
from betweenus.domain.patterns.classes import most_frequent
from betweenus.domain.patterns.confidence import confidence
from betweenus.domain.patterns.doubt import BY_CHANCE, SHUFFLES, shuffles, stays_first, survives
from betweenus.domain.patterns.evidence import Weighed, weigh
from betweenus.domain.patterns.finding import find
from betweenus.domain.patterns.told import NOT_CODED, Told

SEED = 7_000_000
"""Far from the seeds the method was made with, which were below a hundred thousand."""
CLIENTS = 200
GOALS = {(12, 15): 75, (20, 15): 82, (20, 30): 72, (30, 15): 90, (30, 30): 83, (45, 15): 96}
CELLS = [*GOALS, (20, 45), (30, 45), (45, 30)]
UNKNOWN = [(12, 15), (20, 30), (30, 30)]
NULLS = [("independent", 30), ("no pattern", 20), ("script", 20), ("clean script", 30)]
POWER = [(12, 15), (20, 15), (30, 15)]
FIFTHS = [(n, noise) for n in (8, 12, 20, 30, 45) for noise in (15, 30, 45)]


def main() -> int:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="simulated clients a cell")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"some of {', '.join(TABLES)}")
    typed = parser.parse_args()
    print(f"{typed.clients} clients a cell\n")
    for table in typed.tables or TABLES:
        TABLES[table](typed.clients)
    return 0


def made(cell: int, clients: int, kind: Kind) -> Iterator[Client]:
    """The clients of one cell, each from a seed of its own."""
    with progress.shown(f"{kind.episodes} episodes, noise {kind.noise}") as told:
        for number in range(clients):
            if told:
                told(number, clients)
            yield client(SEED + 10_000 * cell + number, kind)


def recovery(clients: int) -> None:
    """How often each method is right, with a known and with an unknown table of confusions."""
    print("At least five of six parts right at rank 1, in %")
    _recovery("confused as the vocabulary says", CELLS, clients)
    _recovery("confused as the method does not know", UNKNOWN, clients, confused="unknown")


def _recovery(title: str, cells: list[tuple[int, int]], clients: int, confused: str = "") -> None:
    """A line a cell: each method, the ceiling, the trap, and the goal."""
    print(f"Codes {title}")
    head = "".join(f"{name:>12}" for name in (*METHODS, "in first 3", "ceiling", "trap first"))
    print(f"{'':<10}{head}   goal")
    for number, (episodes, noise) in enumerate(cells):
        kind = Kind(episodes, noise / 100, confused=confused or "as the vocabulary says")
        rows = [_judged(one) for one in made(number + 50 * bool(confused), clients, kind)]
        shares = np.mean(rows, axis=0) * 100
        goal = None if confused else GOALS.get((episodes, noise))
        ahead = shares[0] > shares[1 : len(METHODS)].max()
        said = f"{goal} {'reached' if shares[0] >= goal else 'NOT reached'}" if goal else ""
        said += "" if ahead else "  NOT ahead of every other"
        cell = f"{episodes}, .{noise}"
        print(f"{cell:<10}{''.join(f'{share:>12.1f}' for share in shares)}   {said}", flush=True)
    print()


def _judged(one: Client) -> list[bool]:
    """Whether each method, any of the first three, and the ceiling are right; a trap first."""
    found = find(one.told)
    follows = one.follows == CORE
    ceiling = most_frequent(one.told.only(follows)) if follows.any() else one.core * 0 + NOT_CODED
    return [
        *(right(method(one.told), one.core) for method in METHODS.values()),
        any(right(each.codes, one.core) for each in found),
        right(ceiling, one.core),
        one.trap is not None and right(found[0].codes, one.trap),
    ]


def doubts(clients: int) -> None:
    """How often a shared pattern is said to be there when there is none, and when there is one."""
    print("Said to be beyond chance (p at most .05), and besides standing without its strongest, %")
    cells = [(null, n, 15) for null, n in NULLS] + [("", n, noise) for n, noise in POWER]
    for number, (null, episodes, noise) in enumerate(cells):
        said = []
        for one in made(100 + number, clients, Kind(episodes, noise / 100, null=null)):
            whole = weigh(one.told)
            first = find(one.told, whole)[:1]
            shared = _beyond_chance(one.told, whole)
            said.append((shared, shared and survives(one.told, first)[0]))
        shares = np.mean(said, axis=0) * 100
        goal = ""
        if null:
            goal = "at most 5: " + ("reached" if shares[0] <= 5 else "NOT reached")
        what = f"none, {null}" if null else f"a pattern, noise .{noise}"
        print(f"{what:<26}{episodes:>3} episodes{shares[0]:>8.1f}{shares[1]:>8.1f}   {goal}")
    print(flush=True)


def _beyond_chance(told: Told, whole: Weighed) -> bool:
    """Whether ``by_chance`` would be at most .05, stopping as soon as it cannot."""
    most = int(BY_CHANCE * (SHUFFLES + 1)) - 1
    as_good = (shuffled.shared >= whole.shared for shuffled in map(weigh, shuffles(told)))
    return len(list(islice(filter(None, as_good), most + 1))) <= most


def fifths(clients: int) -> None:
    """What confidence and stability say beside how often they are right, in fifths."""
    each = max(1, 2 * clients // len(FIFTHS))
    said = []
    for number, (episodes, noise) in enumerate(FIFTHS):
        for one in made(200 + number, each, Kind(episodes, noise / 100)):
            whole = weigh(one.told)
            found = find(one.told, whole)
            stays = stays_first(one.told, found)[0]
            sure = confidence(stays, found, whole.shared)
            said.append((sure, stays, right(found[0].codes, one.core)))
    table = np.array(said, dtype=np.float64)
    for column, name in enumerate(("confidence", "stability")):
        order = table[np.argsort(table[:, column], kind="stable")]
        pairs = [(some[:, column].mean(), some[:, 2].mean()) for some in np.array_split(order, 5)]
        worst = max(abs(a - b) for a, b in pairs)
        brier = float(np.mean((table[:, column] - table[:, 2]) ** 2))
        print(f"{name}: said/right {', '.join(f'{a:.2f}/{b:.2f}' for a, b in pairs)};", end=" ")
        print(f"Brier {brier:.3f}, worst fifth off by {worst:.2f} (goal .10, n={len(table)})")
    print(flush=True)


def speed(_: int) -> None:
    """Seconds a client, resampling apart; the best of three."""
    for episodes, goal in ((30, 0.25), (150, 1.0)):
        one = client(SEED, Kind(episodes, 0.15)).told
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            find(one)
            taken.append(time.perf_counter() - begun)
        print(f"{episodes} episodes: {min(taken) * 1000:.0f} ms (goal {goal * 1000:.0f} ms)")


TABLES = {"recovery": recovery, "doubts": doubts, "fifths": fifths, "speed": speed}

if __name__ == "__main__":
    sys.exit(main())
