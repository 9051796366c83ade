"""Suggesting: which passages may tell an episode and which codes may fit one; a person decides.

Nothing here is record until somebody decided, and then the decision keeps what was offered, by
which version, and what was made of it. Looking for passages takes a model a few seconds, so it is
done before the act begins and keeps nobody waiting who wants to save.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.formulation.people_map import MapPerson
from betweenus.domain.patterns.coding import SLOTS
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.domain.telling import Suggestions
from betweenus.domain.telling.beneath import shown_and_beneath
from betweenus.domain.telling.deciding import (
    PassageDecision,
    PassageState,
    decided,
    standing,
)
from betweenus.exchange.language import suggester
from betweenus.records.course import Course
from betweenus.records.episodes import SpanDecision
from betweenus.services import (
    clock,
    diary,
    episodes,
    passage_sources,
    progress,
    proposing,
    vocabulary,
)
from betweenus.services.acting import acting, may
from betweenus.services.once import once
from betweenus.services.passage_sources import Address, Source
from betweenus.services.progress import CaseHeader
from betweenus.services.proposing import Proposed
from betweenus.services.told_episodes import THERAPIST, ToldEpisode, people_of

OF_THE_WHOLE = 0.4
"""What is less likely than this is not offered when it rests on a whole story."""


@dataclass(frozen=True, slots=True)
class Done:
    """A passage somebody decided on; ``number`` and ``episode_id`` when it became an episode."""

    first: int
    last: int
    state: PassageState
    words: str
    at: datetime
    by: str
    episode_id: UUID | None
    number: int | None
    let_go: bool


@dataclass(frozen=True, slots=True)
class PassagesPage:
    """A source with its passages: what is left to decide, likely ones first, and what was done."""

    case: CaseHeader
    source: Source
    left: tuple[Proposed, ...]
    done: tuple[Done, ...]
    people: tuple[MapPerson, ...]
    own: bool
    version: str

    @property
    def total(self) -> int:
        """How many passages there are, decided on or not."""
        return len(self.left) + len(self.done)


def passages(*, by: Identity, source: Address, client: str = "") -> PassagesPage:
    """The passages of a source that may tell an episode.

    ``client`` is the voice of a transcript that somebody said is the client's.
    """
    found = passage_sources.load(source, client)
    course = found.course
    with acting(by=by, act=found.act, person=course.person_id, about=found.about) as deed:
        people, decisions = people_of(course), _decisions(found)
        own = bool(deed.may(Act.CODE_EPISODES)) and deed.decision.relation is Relation.OWN
        case = progress.header(course)
        if found.unread and own:
            diary.mark_read(by, frozenset({found.id}))
    done = standing([_as_decision(row) for row in decisions])
    left = [
        one for one in proposing.proposed(found, people) if not decided(one.first, one.last, done)
    ]
    return PassagesPage(
        case=case,
        source=found,
        left=tuple(sorted(left, key=lambda one: (not one.likely, one.first))),
        done=_done(found, decisions, done),
        people=(*(one for one in people.now if one.when != THERAPIST), people.therapist),
        own=own,
        version=suggester().version,
    )


def keep(
    *,
    by: Identity,
    source: Address,
    first: int,
    last: int,
    story: str,
    who: str = "",
    new_person: str = "",
    where: str = "",
    happened: str = "",
    client: str = "",
) -> UUID:
    """Make an episode of a passage, as it was offered or in other words; gives the episode's id.

    The words are copied: a transcript is removed later, its episodes stay. Raises Conflict when it
    was kept meanwhile in other words, or with somebody else.
    """
    found = _needed(source, first, last, client)
    offered = _offered(by, found, first, last)
    with _deciding(by, found) as deed:
        stands = _stands(found, first, last)
        if stands and stands.episode:
            _check_same(found, stands, who or new_person, story)
            deed.detail["again"] = True
            return stands.episode_id
        episode_id = episodes.write(
            by=by,
            course_id=found.course.pk,
            who=who,
            new_person=new_person,
            where=where,
            happened=happened,
            story=story,
            **found.told_in,
        )
        made = (who, new_person.strip(), where, happened.strip(), _plain(story))
        state = PassageState.CONFIRMED if made == _as_made(offered) else PassageState.EDITED
        _decide(by, found, (first, last), state, offered=offered, episode_id=episode_id)
        deed.detail |= {"passage": [first + 1, last + 1], "made": state}
        return episode_id


def dismiss(*, by: Identity, source: Address, first: int, last: int, client: str = "") -> None:
    """Say that a passage tells no episode; raises Refusal when it became one."""
    found = _needed(source, first, last, client)
    offered = _offered(by, found, first, last)
    with _deciding(by, found) as deed:
        stands = _stands(found, first, last)
        if stands and stands.episode:
            raise Refusal(
                f"This passage was kept as episode {stands.episode.number}.",
                "Open the episode there to let it go.",
            )
        if stands and stands.state == PassageState.DISMISSED:
            deed.detail["again"] = True
            return
        _decide(by, found, (first, last), PassageState.DISMISSED, offered=offered)
        deed.detail |= {"passage": [first + 1, last + 1], "made": "dismissed"}


def take_back(*, by: Identity, source: Address, first: int, last: int) -> None:
    """Take a decision back: the passage is to be decided on again, its episode is let go.

    Raises Refusal once that episode is coded.
    """
    found = _needed(source, first, last, "")
    with _deciding(by, found) as deed:
        stands = _stands(found, first, last)
        if stands is None or stands.state == PassageState.REOPENED:
            deed.detail["again"] = True
            return
        if stands.episode:
            if stands.episode.codes.exists():
                raise Refusal(
                    f"Episode {stands.episode.number} is coded already.",
                    "Open it to let it go; what was coded stays to be read there.",
                )
            episodes.let_go(by=by, episode_id=stands.episode_id)
        _decide(by, found, (first, last), PassageState.REOPENED)
        deed.detail |= {"passage": [first + 1, last + 1], "made": "reopened"}


def codes_for(told: ToldEpisode) -> Mapping[str, Suggestions]:
    """Slot -> up to three codes that may fit; called inside the act of the page that shows them.

    Where the client answered each question by itself, each answer is looked at alone. A story
    without parts is coded far worse (patterns.md 3b): there only the likelier codes are offered,
    and all of them as unsure.
    """
    texts = _feelings_apart(told.answers)
    if texts:
        return _codes(texts)
    whole = _feelings_apart(dict.fromkeys(SLOTS, told.story))
    weaker = {slot: _of_the_whole(one) for slot, one in _codes(whole).items()}
    return {slot: one for slot, one in weaker.items() if one.offered}


def _codes(texts: Mapping[str, str]) -> Mapping[str, Suggestions]:
    """What is suggested for these texts; a model takes half a second, so it looks once."""
    asked, words = suggester(), vocabulary.words()
    return once(
        ("codes", asked.version, words.version, tuple(texts.items())),
        lambda: asked.codes(texts, words),
    )


def _feelings_apart(texts: Mapping[str, str]) -> dict[str, str]:
    """The slots' texts without blank ones, each feeling beside what the client said of it."""
    made = {slot: text for slot, text in texts.items() if text.strip()}
    if "affect_hidden" in made:
        shown, beneath = shown_and_beneath(made.pop("affect_hidden"))
        made |= {"affect_shown": shown, "affect_hidden": beneath}
    return {slot: text for slot, text in made.items() if text.strip()}


def version() -> str:
    """Who suggests here, to be kept with each decision: its name, version and fingerprint."""
    return suggester().version


def _of_the_whole(one: Suggestions) -> Suggestions:
    offered = tuple(code for code in one.offered if code.probability >= OF_THE_WHOLE)
    return replace(one, offered=offered, unsure=True)


def _needed(address: Address, first: int, last: int, client: str) -> Source:
    """The source of a passage; raises NotFound for lines it does not have."""
    found = passage_sources.load(address, client)
    if not 0 <= first <= last < len(found.lines):
        raise NotFound("There is no such passage.", "Open the page of passages again.")
    return found


def _deciding(by: Identity, found: Source):
    return acting(by=by, act=Act.CODE_EPISODES, person=found.course.person_id, about=found.about)


def _offered(by: Identity, found: Source, first: int, last: int) -> Proposed | None:
    """What was offered for these lines; None when it is not on offer (any more)."""
    if not may(by, Act.CODE_EPISODES, found.course.person_id):
        return None
    proposed = proposing.proposed(found, people_of(found.course))
    return next((one for one in proposed if (one.first, one.last) == (first, last)), None)


def _decisions(found: Source) -> list[SpanDecision]:
    return list(
        SpanDecision.objects.filter(course=found.course, source=found.about)
        .select_related("episode", "by")
        .order_by("number")
    )


def _stands(found: Source, first: int, last: int) -> SpanDecision | None:
    """The newest decision on these very lines, the course locked until the act is over."""
    Course.objects.select_for_update().get(pk=found.course.pk)
    rows = [row for row in _decisions(found) if (row.first, row.last) == (first, last)]
    return rows[-1] if rows else None


def _check_same(found: Source, stands: SpanDecision, who: str, story: str) -> None:
    """The same pressed twice is no harm; other words must not be lost without a word."""
    kept = stands.episode.versions.order_by("number").first()
    people = people_of(found.course)
    same_person = who.strip() in (people.key(kept.who), people.name(people.key(kept.who)))
    if kept.story != _plain(story) or not same_person:
        raise Conflict(
            f"This passage was kept as episode {stands.episode.number} meanwhile.",
            "Nothing was overwritten: what you typed is below, to be put there if you want it.",
        )


def _decide(
    by: Identity,
    found: Source,
    span: tuple[int, int],
    state: PassageState,
    *,
    offered: Proposed | None = None,
    episode_id: UUID | None = None,
) -> None:
    SpanDecision.objects.create(
        course=found.course,
        source=found.about,
        number=1 + SpanDecision.objects.filter(course=found.course, source=found.about).count(),
        first=span[0],
        last=span[1],
        state=state,
        probability=offered.probability if offered else 0,
        suggested=_kept(offered) if offered else {},
        suggested_by=offered.by if offered else "",
        episode_id=episode_id,
        at=clock.now(),
        by_id=by.account_id,
    )


def _kept(offered: Proposed) -> dict[str, str]:
    """What is kept of an offer: everything but the words, which stand in source or episode."""
    names = ("who", "new_person", "where", "happened", "why")
    return {name: getattr(offered, name) for name in names}


def _as_made(offered: Proposed | None) -> tuple[str, ...]:
    if offered is None:
        return ()
    return (
        offered.who, offered.new_person, offered.where, offered.happened, _plain(offered.story),
    )  # fmt: skip


def _plain(story: str) -> str:
    """A story as it is compared: a browser sends its own line ends."""
    return story.strip().replace("\r\n", "\n")


def _as_decision(row: SpanDecision) -> PassageDecision:
    return PassageDecision(row.first, row.last, PassageState(row.state))


def _done(
    found: Source, rows: Sequence[SpanDecision], standing_ones: Sequence[PassageDecision]
) -> tuple[Done, ...]:
    newest = {(row.first, row.last): row for row in rows}
    stand = [newest[one.first, one.last] for one in standing_ones]
    return tuple(
        Done(
            first=row.first,
            last=row.last,
            state=PassageState(row.state),
            words=_first_words(proposing.story(found, row.first, row.last)),
            at=row.at,
            by=row.by.name,
            episode_id=row.episode_id,
            number=row.episode.number if row.episode else None,
            let_go=bool(row.episode and row.episode.let_go_at),
        )
        for row in stand
    )


def _first_words(text: str, most: int = 14) -> str:
    words = text.split()
    return " ".join(words[:most]) + ("…" if len(words) > most else "")
