"""What is said of a ranking, in plain words: the pattern, its doubt, what would change or help."""

from collections.abc import Mapping, Sequence

from betweenus.domain.patterns.vocabulary import Vocabulary

TENTATIVE, FAIR, STEADY = "tentative", "fair", "steady"
FAIR_FROM, STEADY_FROM = 0.6, 0.8
ONE_OF_ALL = 0.01
"""The least chance that can be told: one among the shuffles and what was told itself."""
NEARLY_ALL = 0.98
"""From here a percentage would promise what no simulation can."""


def steadiness(stability: float) -> str:
    """How often it stays first, in a word."""
    if stability >= STEADY_FROM:
        return STEADY
    return FAIR if stability >= FAIR_FROM else TENTATIVE


def pattern(parts: Mapping[str, str], words: Vocabulary) -> str:
    """The parts as a list a person can read, those left open said."""
    said = [
        f"{part.name.lower()}: {words.code(part.id, parts[part.id]).said}"
        for part in words.parts
        if part.id in parts
    ]
    still = [part.name.lower() for part in words.parts if part.id not in parts]
    return "; ".join(said) + (f"; left open: {', '.join(still)}" if still else "")


def candidate(parts: Mapping[str, str], words: Vocabulary, shown: tuple[int, int, int, int]) -> str:
    """The pattern with how much was told: episodes for it, against it, in all, and people."""
    shows, against, of, people = shown
    return (
        f"{pattern(parts, words).capitalize()}. It shows in {counted(shows, 'episode')} of {of},"
        f" with {counted(people, 'person', 'people')}; {counted(against, 'episode')} "
        f"{'speaks' if against == 1 else 'speak'} against it."
    )


def doubt(
    *, stability: float, survives: bool, chance: float, strongest: str, confidence: float | None
) -> str:
    """The separate statements of doubt; none of them decides by itself."""
    said = (steady(stability), stands(survives, strongest), by_chance(chance))
    return " ".join((*said, confident(confidence)) if confidence is not None else said)


def steady(stability: float) -> str:
    """How often it comes first when some of the episodes are left out."""
    return (
        "With a third of the episodes left out by lot it comes first in"
        f" {_percent(stability)} of draws ({steadiness(stability)})."
    )


def stands(survives: bool, strongest: str) -> str:
    """Whether it stands without the person it shows with most."""
    if survives:
        return f"It still stands without {strongest}."
    return f"Without {strongest}, with whom it shows most, it does not stand."


def by_chance(chance: float) -> str:
    """How often chance alone does as well."""
    if chance <= ONE_OF_ALL:
        return "Shuffled episodes never held one as strong."
    return f"Shuffled episodes held one as strong in {_percent(chance)} of draws."


def confident(confidence: float) -> str:
    """How often first candidates like it were right, and of whom that is known."""
    share = f"{_percent(confidence)} of" if confidence < NEARLY_ALL else "nearly all"
    return (
        f"On simulated clients who have a pattern, {share} first candidates like it were right;"
        " nobody has tested this on real ones."
    )


def would_change(spreads: Sequence[float]) -> str:
    """What would put the second candidate first, from the episodes each candidate explains."""
    if not spreads:
        return "Nothing shows in two episodes yet; episodes that have codes in common would help."
    if len(spreads) == 1:
        return "There is no second candidate; episodes that fit the first badly would make one."
    # An episode with somebody new counts in full; one with the strongest person a quarter.
    needed = int(spreads[0] - spreads[1]) + 1
    return (
        f"About {counted(needed, 'more episode')} that {'follows' if needed == 1 else 'follow'} the"
        " second candidate, told of different people, would put it first; told of one person it"
        " would take about four times as many."
    )


def would_help(episodes: int, people: int) -> str:
    """What is still missing before anything is ranked."""
    more = []
    if episodes > 0:
        more.append(counted(episodes, "more confirmed episode"))
    if people > 0:
        more.append(counted(people, "more person", "more people") + " told about")
    return f"Too early to rank: it would help to have {' and '.join(more)}."


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"
