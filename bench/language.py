"""How well told moments are found and codes suggested, on phrases and sessions kept for this.

`make bench-language` prints every figure of docs/validation.md, section "Language". One person
wrote what is trained on and what is measured with, so all of it is an indication and no proof.
"""

import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np

from betweenus.domain.patterns import Vocabulary, vocabulary
from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.refusals import Refusal
from betweenus.domain.telling import Said, Suggestions
from betweenus.domain.telling.clues import look, probability
from betweenus.domain.telling.passages import flagged
from betweenus.domain.telling.said import words_of
from betweenus.exchange.language import suggesting as suggesters
from betweenus.exchange.language.suggesting import Suggester
from tools.train_language import sessions

HELD_OUT = Path(__file__).resolve().parent / "language_held_out"
GOALS = {"word list": None, "small": 0.73, "large": 0.82}
HOUR_WORDS, HOUR_TURNS = 9_000, 300
SLOT_OF = {part: slot for slot, part in reversed(SLOTS.items())}

Case = tuple[str, str, str]  # part, text, code


def main() -> int:
    """Print every table; with "hour", measure one transcript in this process alone."""
    if sys.argv[1:] == ["hour"]:
        _hour()
        return 0
    _passages()
    words = vocabulary()
    for name, goal in GOALS.items():
        try:
            made = suggesters.model(name) if goal else suggesters.word_list()
        except Refusal as refusal:
            print(f"{name}: not measured. {refusal}\n")
            continue
        _codes(name, made, words)
    print("An hour's transcript, passages and all slots of each passage's episode", flush=True)
    subprocess.run([sys.executable, "-m", "bench.language", "hour"], check=True)
    return 0


def _passages() -> None:
    """Flagging a quarter of each session's turns: which told moments are among them."""
    told = sessions(HELD_OUT / "sessions.txt")
    turns = sum(sum(bool(turn.client) for turn in some) for some, _ in told)
    print(f"Told moments: {len(told)} sessions, {turns} turns of clients; a quarter is flagged")
    _line("rules", told, lambda some: [probability(one.clues) for one in look(some)])
    _line("named", told, lambda some: [one.clues.named for one in look(some)])
    _line("length", told, lambda some: [min(0.99, len(words_of(t.text)) / 99) for t in some])
    print()


def _line(
    name: str,
    told: Sequence[tuple[list[Said], list[bool]]],
    likely: Callable[[Sequence[Said]], list[float]],
) -> None:
    turns = moments = found_turns = found = half = flags = 0
    for some, tells in told:
        theirs = [at for at, turn in enumerate(some) if turn.client]
        said = [0.2 + 0.8 * one for one in likely(some)]  # the ranking alone is compared
        chosen = set(flagged(some, said))
        flags += len(chosen)
        for moment in _moments(theirs, tells):
            caught = len(chosen & set(moment))
            moments += 1
            turns += len(moment)
            found_turns += caught
            found += caught > 0
            half += 2 * caught >= len(moment)
    print(
        f"  {name:<8}{found}/{moments} moments ({found / moments:.2f}; goal .90), half of {half}; "
        f"{found_turns}/{turns} of their turns; {found_turns / flags:.2f} of what is flagged"
    )


def _moments(theirs: Sequence[int], tells: Sequence[bool]) -> list[list[int]]:
    """The client's neighbouring turns that tell are one moment."""
    made: list[list[int]] = []
    before = False
    for at in theirs:
        if tells[at]:
            made[-1].append(at) if before else made.append([at])
        before = tells[at]
    return made


def _codes(name: str, by: Suggester, words: Vocabulary) -> None:
    found = tomllib.loads((HELD_OUT / "phrases.toml").read_text(encoding="utf-8"))
    cases = [
        (part, text, code)
        for part, codes in found.items()
        for code, texts in codes.items()
        for text in texts
    ]
    made = _suggested(by, cases, words)
    first = np.array([_rank(one, code) == 0 for one, (_, _, code) in zip(made, cases, strict=True)])
    three = np.array([_rank(one, code) < 3 for one, (_, _, code) in zip(made, cases, strict=True)])
    print(f"Codes, {name} ({by.version}), {len(cases)} phrases")
    for part in words.by_part:
        own = np.array([one[0] == part for one in cases])
        print(f"  {part:<20}first {first[own].mean():.2f}  among three {three[own].mean():.2f}")
    goal = f" (goal {GOALS[name]})" if GOALS[name] else ""
    spread = 1.96 * np.sqrt(three.mean() * (1 - three.mean()) / len(three))
    print(f"  {'all':<20}first {first.mean():.3f}  among three {three.mean():.3f} ", end="")
    print(f"+-{spread:.3f}{goal}")
    _believed(made, first)


def _suggested(by: Suggester, cases: Sequence[Case], words: Vocabulary) -> list[Suggestions]:
    """What is suggested for each phrase; one of each part is asked for together, as on a page."""
    rows: dict[str, list[int]] = {}
    for at, (part, _, _) in enumerate(cases):
        rows.setdefault(part, []).append(at)
    made: dict[int, Suggestions] = {}
    for some in zip_longest(*rows.values()):
        asked = {SLOT_OF[cases[at][0]]: at for at in some if at is not None}
        found = by.codes({slot: cases[at][1] for slot, at in asked.items()}, words)
        made |= {at: found[slot] for slot, at in asked.items()}
    return [made[at] for at in range(len(cases))]


def _rank(made: Suggestions, code: str) -> int:
    codes = [one.code for one in made.offered]
    return codes.index(code) if code in codes else 99


def _believed(made: Sequence[Suggestions], right: np.ndarray) -> None:
    """Where it says it is sure, and what it says beside how often it is right, in fifths."""
    sure = np.array([not one.unsure for one in made])
    for name, some in (("sure", sure), ("unsure", ~sure)):
        share = right[some].mean() if some.any() else float("nan")
        print(f"  {name:<7}{some.mean():.2f} of the phrases, first right in {share:.2f}")
    said = np.array([one.offered[0].probability if one.offered else 0.0 for one in made])
    order = np.argsort(said, kind="stable")
    pairs = [(said[some].mean(), right[some].mean()) for some in np.array_split(order, 5)]
    worst = max(abs(a - b) for a, b in pairs)
    shown = ", ".join(f"{a:.2f}/{b:.2f}" for a, b in pairs)
    print(f"  said/right {shown}; worst off by {worst:.2f}\n")


def _hour() -> None:
    """Seconds and memory of one long transcript, from nothing loaded."""
    turns = an_hour()
    count = sum(len(words_of(turn.text)) for turn in turns)
    begun = time.perf_counter()
    by = suggesters.suggester()
    passages = by.passages(turns, ["Helen", "Dave", "Jan", "Mum"])
    finding = time.perf_counter() - begun
    words = vocabulary()
    for passage in passages:  # more than is asked for: codes come with a kept episode's parts
        by.codes(dict.fromkeys(SLOTS, passage.text), words)
    taken = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {len(turns)} turns, {count} words: {len(passages)} passages in {finding:.2f} s, with "
        f"codes {taken:.2f} s (goal 5; {time.process_time():.2f} s of one processor), "
        f"{most:.0f} MiB at most (goal 500), by {by.version}"
    )


def an_hour() -> list[Said]:
    """The sessions kept for measuring, three turns said in one, again until they make an hour."""
    once = [turn for some, _ in sessions(HELD_OUT / "sessions.txt") for turn in some]
    sides = [[turn for turn in once if turn.client is side] for side in (False, True)]
    made: list[Said] = []
    at = 0
    while len(made) < HOUR_TURNS or sum(len(words_of(turn.text)) for turn in made) < HOUR_WORDS:
        for side in sides:
            three = [side[(at + number) % len(side)] for number in range(3)]
            text = " ".join(turn.text for turn in three)
            made.append(Said(three[0].speaker, text, three[0].client))
        at += 3
    return made


if __name__ == "__main__":
    sys.exit(main())
