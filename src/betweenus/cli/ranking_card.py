"""A ranking of patterns as lines a person reads on the command line."""

from collections.abc import Iterator, Mapping

from betweenus.domain.patterns import Candidate, Ranking, Vocabulary
from betweenus.domain.patterns.saying import counted, pattern


def lines(ranking: Ranking, words: Vocabulary) -> Iterator[str]:
    """Candidates with their evidence, then the other readings; only counts when it is too early."""
    yield (
        f"{counted(ranking.episodes, 'episode')}, {counted(ranking.people, 'person', 'people')}."
    )
    if ranking.too_early:
        yield ranking.would_help
        yield from _counts(ranking.counts, words)
        return
    if ranking.shared is False:
        yield (
            "Nothing here is beyond what chance and one relationship can do:"
            " take every candidate as a question."
        )
    for number, candidate in enumerate(ranking.candidates, start=1):
        yield f"\n{number}. {candidate.says}"
        yield from _evidence(candidate)
    yield f"\n{ranking.would_change}"
    yield "\nOther ways to sum up the same episodes"
    if ranking.classic:
        yield f"- the most frequent code of each part: {pattern(ranking.classic.parts, words)}"
    for one in ranking.classes:
        yield f"- {one.name} of three, {one.share:.0%} of episodes: {pattern(one.parts, words)}"


def _evidence(candidate: Candidate) -> Iterator[str]:
    yield f"   for: {', '.join(candidate.episodes_for) or 'none'}"
    yield f"   against: {', '.join(candidate.episodes_against) or 'none'}"
    shown = ", ".join(f"{people} {where}" for where, people in candidate.where.items() if people)
    yield f"   relationships: {shown or 'none'}"


def _counts(counts: Mapping[str, Mapping[str, int]], words: Vocabulary) -> Iterator[str]:
    for part in words.parts:
        given = counts[part.id]
        said = ", ".join(f"{words.code(part.id, code).name} {n}" for code, n in given.items())
        yield f"  {part.name}: {said or 'not coded'}"
