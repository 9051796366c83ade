"""Patterns: what recurs between a client and different people, as far as confirmed episodes tell.

Nothing of it is on record: it is worked out anew each time from what a person confirmed. The
software proposes, the therapist decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.patterns import Episode, Ranking, Vocabulary
from betweenus.services import evidence, progress, vocabulary
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader
from betweenus.services.rankings import ranked
from betweenus.services.told_episodes import ToldEpisode, as_ranked, of_course, people_of


@dataclass(frozen=True, slots=True)
class PatternPage:
    """The ranking of a course's confirmed episodes, and what it was worked out from.

    ``told`` has every episode by its id as text, ``counted`` those with a confirmed code as the
    ranking takes them, ``names`` what each person is called. ``doubted`` is whether the doubts
    were worked out too. ``rests_on`` is how many moments the focus rests on already.
    """

    case: CaseHeader
    ranking: Ranking
    told: Mapping[str, ToldEpisode]
    counted: tuple[Episode, ...]
    names: Mapping[str, str]
    words: Vocabulary
    doubted: bool
    rests_on: int
    own: bool

    @property
    def uncoded(self) -> int:
        """How many episodes have no confirmed code yet, and so do not count."""
        return len(self.told) - len(self.counted)


def read(*, by: Identity, course_id: UUID, doubts: bool = False) -> PatternPage:
    """The candidates of a course; ``doubts`` are worked out when asked for, or when known."""
    course = progress.load(course_id)
    with acting(
        by=by,
        act=Act.READ_PATTERNS,
        person=course.person_id,
        about=f"course:{course_id}",
        only_reads=True,
    ) as deed:
        told = of_course(course_id, people=people_of(course))
        rests_on = evidence.how_many(course_id)
    # After the act: nobody waits for their turn while something is counted here.
    counted, words = as_ranked(told), vocabulary.words()
    ranking = ranked(counted, words, resample=doubts)
    return PatternPage(
        case=progress.header(course),
        ranking=ranking,
        told={str(one.id): one for one in told},
        counted=counted,
        names={one.who: one.who_name for one in told},
        words=words,
        doubted=ranking.shared is not None,
        rests_on=rests_on,
        own=deed.decision.relation is Relation.OWN,
    )
