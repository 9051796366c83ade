"""How each person on the map is seen, and whether the agreed focus shows with them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from betweenus.domain.formulation.states import FocusState
from betweenus.domain.patterns import Episode, Vocabulary
from betweenus.domain.tracking.following import Follows, focus_in_codes, follows
from betweenus.records.course import Course
from betweenus.records.formulation import FocusMove
from betweenus.services import evidence, vocabulary
from betweenus.services.told_episodes import ToldEpisode, as_ranked, of_course, people_of

Counts = tuple[tuple[str, int], ...]
"""Codes in words, each with how many episodes hold it, the most frequent first."""


@dataclass(frozen=True, slots=True)
class SeenAs:
    """One person, from confirmed codes: how they are seen, what they did, the focus with them.

    ``shows`` and ``against`` count the episodes that follow the agreed focus and those that do
    not; both are None while no focus is agreed, or too little of it is coded.
    """

    seen: Counts
    did: Counts
    episodes: int
    shows: int | None = None
    against: int | None = None


def of_people(course: Course) -> Mapping[str, SeenAs]:
    """By key, everybody an episode with confirmed codes is about; inside an act.

    Three queries, and two more where there are episodes.
    """
    told = of_course(course.pk, people=people_of(course))
    episodes = as_ranked(told)
    if not episodes:
        return {}
    focus = _agreed_in_codes(course, told)
    about: dict[str, list[Episode]] = {}
    for episode in episodes:
        about.setdefault(episode.person, []).append(episode)
    words = vocabulary.words()
    return {person: _seen(some, focus, words) for person, some in about.items()}


def _agreed_in_codes(course: Course, told: Iterable[ToldEpisode]) -> Mapping[str, str]:
    """The codes the agreed focus rests on; none while there is no agreed focus."""
    agreed = FocusMove.objects.filter(version__course=course.pk, state=FocusState.AGREED)
    if not agreed.exists():
        return {}
    moments = evidence.of_loaded(course, told)
    known = {one.id: one for some in moments.values() for one in some}
    return focus_in_codes(episode.parts for episode in as_ranked(known.values()))


def _seen(some: Iterable[Episode], focus: Mapping[str, str], words: Vocabulary) -> SeenAs:
    some = list(some)
    said = [follows(episode.parts, focus) for episode in some] if focus else []
    known = any(one is not Follows.OPEN for one in said)
    return SeenAs(
        seen=_counted("other_view", some, words),
        did=_counted("response_of_other", some, words),
        episodes=len(some),
        shows=said.count(Follows.YES) if known else None,
        against=said.count(Follows.NO) if known else None,
    )


def _counted(part: str, some: Iterable[Episode], words: Vocabulary) -> Counts:
    counts = Counter(episode.parts[part] for episode in some if part in episode.parts)
    return tuple((words.code(part, code).name, count) for code, count in counts.most_common())
