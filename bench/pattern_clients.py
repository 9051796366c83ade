"""Simulated clients with a known pattern, to judge what finds it (for `make bench-patterns`).

Made to be hard in the ways real tellings are, and not by the miner's own model:

- codes are skewed: the commonest of a part is several times as frequent as the rarest;
- some episodes follow scripts that many people have, and each person has habits of their own;
- a rival pattern shows in 15 % of the episodes, with everybody;
- in half of the clients one person has a clean script of their own, as a trap;
- 4 to 7 people, told of unevenly; each shows the core pattern at a rate of their own (about 45 %);
- a part follows its pattern in 85 % of cases; 15 % of the parts are missing;
- coders confuse codes: with probability ``noise`` a code becomes one like it (four in five) or any.

The ceiling (each part's most frequent code where the core pattern is known to show) lies within a
few points of that of the generator described in the project's reference.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from betweenus.domain.patterns.told import NOT_CODED, Told, heard_in, likened
from betweenus.domain.patterns.vocabulary_reading import vocabulary

Numbers = NDArray[np.int64]
Like = tuple[tuple[int, ...], ...]

SIZES = tuple(len(codes) for codes in vocabulary().by_part.values())
PARTS = len(SIZES)
KNOWN = [likened(list(codes.values())) for codes in vocabulary().by_part.values()]
HEARD = heard_in(vocabulary())
PREVALENCE, RIVAL, SCRIPTS, HABIT = 0.45, 0.15, 0.2, 0.25
FIDELITY, MISSING, TO_NEIGHBOUR = 0.85, 0.15, 0.8
CORE, RIVALS, TRAP, SCRIPT, NOTHING = 1, 2, 3, 4, 0
MOST_ALIKE = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """``null``: "" for a client with a core pattern, else what there is instead of one.

    ``confused``: "as the vocabulary says" or "unknown", two codes drawn by lot for each.
    """

    episodes: int
    noise: float
    null: str = ""
    confused: str = "as the vocabulary says"


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """What was told, and the truth: the patterns, and which episode follows which."""

    told: Told
    core: Numbers
    rival: Numbers
    trap: Numbers | None
    follows: Numbers


def client(seed: int, kind: Kind) -> Client:
    """One simulated client."""
    random = np.random.default_rng(seed)
    neighbours = KNOWN if kind.confused != "unknown" else [_by_lot(random, n) for n in SIZES]
    base = [random.permutation(_skewed(size)) for size in SIZES]
    scripts = [_pattern(random, base) for _ in range(3)]
    core = _unlike(random, base, scripts)
    rival = _unlike(random, base, [core])
    trap = _unlike(random, base, [core, rival])
    people = int(random.integers(4, 8))
    person = random.choice(people, size=kind.episodes, p=random.dirichlet(np.full(people, 2.0)))
    rates = np.clip(random.normal(PREVALENCE, 0.15, people), 0.05, 0.95)
    habits = [_pattern(random, base) for _ in range(people)]
    trapped = random.random() < 0.5
    most_told = int(np.argmax(np.bincount(person, minlength=people)))
    with_trap = most_told if random.random() < 0.5 else int(random.integers(people))

    codes = np.empty((kind.episodes, PARTS), dtype=np.int64)
    follows = np.zeros(kind.episodes, dtype=np.int64)
    for row, one in enumerate(person):
        in_trap = one == with_trap and (trapped or "script" in kind.null)
        follows[row] = _follows(random, kind.null, rates[one], in_trap=in_trap)
        pattern, fidelity = {
            CORE: (core, FIDELITY),
            RIVALS: (rival, FIDELITY),
            TRAP: (trap, 1.0 if kind.null == "clean script" else FIDELITY),
            SCRIPT: (scripts[int(random.integers(3))], 0.6),
        }.get(int(follows[row]), (core, 0.0))
        for part, size in enumerate(SIZES):
            if random.random() < fidelity:
                code = pattern[part]
            elif random.random() < HABIT:
                code = habits[one][part]
            else:
                code = random.choice(size, p=base[part])
            codes[row, part] = _coded(random, int(code), neighbours[part], kind.noise)
    there = trapped if not kind.null else "script" in kind.null
    _, person = np.unique(person, return_inverse=True)
    return Client(Told(codes, person, HEARD), core, rival, trap if there else None, follows)


def _follows(random: np.random.Generator, null: str, rate: float, *, in_trap: bool) -> int:
    """What one episode follows, by lot."""
    lot, clean = random.random(), random.random()
    own = {"clean script": 1.0, "script": 0.6, "": 0.5}.get(null, 0.0)
    if in_trap and clean < own:
        return TRAP
    if not null and lot < rate + RIVAL:
        return CORE if lot < rate else RIVALS
    return SCRIPT if null != "independent" and random.random() < SCRIPTS else NOTHING


def right(found: Numbers, truth: Numbers) -> bool:
    """At least five of six parts."""
    return int((found == truth).sum()) >= PARTS - 1


def _skewed(size: int) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, size + 1)
    made: NDArray[np.float64] = weights / weights.sum()
    return made


def _by_lot(random: np.random.Generator, size: int) -> Like:
    """Each code is like the two beside it in an order drawn by lot."""
    order = random.permutation(size).tolist()
    pairs = {code: (order[at - 1], order[(at + 1) % size]) for at, code in enumerate(order)}
    return tuple(pairs[code] for code in range(size))


def _pattern(random: np.random.Generator, base: list[NDArray[np.float64]]) -> Numbers:
    return np.array([random.choice(len(one), p=0.5 * one + 0.5 / len(one)) for one in base])


def _unlike(
    random: np.random.Generator, base: list[NDArray[np.float64]], others: list[Numbers]
) -> Numbers:
    while True:
        made = _pattern(random, base)
        if all((made == other).sum() <= MOST_ALIKE for other in others):
            return made


def _coded(random: np.random.Generator, code: int, like: Like, noise: float) -> int:
    if random.random() < noise:
        if random.random() < TO_NEIGHBOUR:
            code = like[code][random.integers(len(like[code]))]
        else:
            code = int(random.integers(len(like)))
    return NOT_CODED if random.random() < MISSING else code
