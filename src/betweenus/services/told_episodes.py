"""Episodes as they were told and coded: read for the pages and for the ranking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from betweenus.domain.course.attendance import ATTENDED, MISSED
from betweenus.domain.formulation.episodes import in_slots
from betweenus.domain.formulation.people_map import MapPerson, people_map
from betweenus.domain.patterns import Episode, Vocabulary
from betweenus.domain.patterns.coding import SLOTS, CodeState, counted
from betweenus.records.course import Appointment, Course
from betweenus.records.episodes import CodeDecision, EpisodeVersion
from betweenus.records.formulation import MapVersion
from betweenus.services import progress, vocabulary
from betweenus.services.progress import TREATMENT

THERAPIST = "therapist"
"""The key of the therapist while they are not on the map."""
HERE = "here"


@dataclass(frozen=True, slots=True)
class Coded:
    """What a person made of one slot.

    ``code`` is blank where it was left open or what was suggested was dismissed. ``known`` is
    False for a code the service has taken out of its file since: ``name`` is its id then.
    ``suggested`` is what was on offer: [{code, probability, words}], best first.
    """

    slot: str
    code: str
    name: str
    state: CodeState
    at: datetime
    by: str
    suggested: tuple[Mapping[str, Any], ...] = ()
    suggested_by: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class ToldEpisode:
    """One episode: who, where, when, the story, and what was made of each slot.

    ``answers`` is what the client wrote in the diary to each slot's own question.
    ``seen_number`` is the newest version's, ``decisions`` how often something was decided.
    """

    id: UUID
    course_id: UUID
    number: int
    who: str
    who_name: str
    where: str
    happened: str
    story: str
    told_on: date
    appointment_id: UUID | None
    session_number: int | None
    diary_entry_id: UUID | None
    transcript_id: UUID | None
    codes: Mapping[str, Coded]
    let_go: bool
    answers: Mapping[str, str]
    seen_number: int
    decisions: int

    @property
    def confirmed(self) -> Mapping[str, str]:
        """Slot -> code, of the slots that have one a person stands behind."""
        return {slot: coded.code for slot, coded in self.codes.items() if coded.code}

    @property
    def undecided(self) -> tuple[str, ...]:
        """The slots nobody has looked at yet, in order."""
        return tuple(slot for slot in SLOTS if slot not in self.codes)

    def first_words(self, most: int = 12) -> str:
        """How the story begins."""
        words = self.story.split()
        return " ".join(words[:most]) + ("…" if len(words) > most else "")


@dataclass(frozen=True, slots=True)
class People:
    """Who is or was on the map of a course, by key; one key for the therapist."""

    now: tuple[MapPerson, ...]
    all: Mapping[str, MapPerson]
    therapist_keys: frozenset[str]
    therapist: MapPerson

    def key(self, stored: str) -> str:
        """The key somebody goes by: the therapist's own, whatever it was when it was stored."""
        return self.therapist.key if stored in self.therapist_keys else stored

    def name(self, key: str) -> str:
        """What somebody is called on the map, or was when they were on it."""
        if key == self.therapist.key:
            return self.therapist.name
        return self.all[key].name if key in self.all else key


def people_of(course: Course) -> People:
    """The people of a course's map, those taken off it too; one query, inside an act."""
    rows = MapVersion.objects.filter(course=course.pk).order_by("-number").values_list("people")
    versions = [people_map(people) for (people,) in rows]
    known: dict[str, MapPerson] = {}
    for people in versions:
        for person in people:
            known.setdefault(person.key, person)
    on_map = next((p for people in versions for p in people if p.when == THERAPIST), None)
    therapist = on_map or MapPerson(THERAPIST, course.therapist.name[:24], when=THERAPIST)
    keys = {p.key for people in versions for p in people if p.when == THERAPIST}
    return People(
        now=versions[0] if versions else (),
        all=known,
        therapist_keys=frozenset({THERAPIST} - set(known)) | keys,
        therapist=therapist,
    )


def of_course(
    course_id: UUID, *, people: People | None = None, also_let_go: bool = False
) -> tuple[ToldEpisode, ...]:
    """The episodes of a course, oldest first, those let go left out; inside an act, 4 queries."""
    people = people or people_of(progress.load(course_id))
    standing = {"episode__course": course_id}
    if not also_let_go:
        standing["episode__let_go_at"] = None
    return _gathered(_versions().filter(**standing), _decisions().filter(**standing), people)


def one_of(episode_id: UUID, people: People) -> ToldEpisode:
    """One episode, also one let go; inside an act, 2 queries."""
    only = {"episode": episode_id}
    return _gathered(_versions().filter(**only), _decisions().filter(**only), people)[0]


def _gathered(
    versions: QuerySet[EpisodeVersion], decisions: QuerySet[CodeDecision], people: People
) -> tuple[ToldEpisode, ...]:
    newest = {row.episode_id: row for row in versions}
    decided = defaultdict(list)
    for row in decisions:
        decided[row.episode_id].append(row)
    told = (_told(row, decided[row.episode_id], people) for row in newest.values())
    return tuple(sorted(told, key=lambda one: one.number))


def _versions() -> QuerySet[EpisodeVersion]:
    """Versions, the newest of each episode last, with what they were told in."""
    return (
        EpisodeVersion.objects.select_related(
            "episode", "episode__appointment", "episode__diary_entry", "episode__course"
        )
        .annotate(sessions_before=_sessions_before())
        .order_by("number")
    )


def _sessions_before() -> Coalesce:
    """How many sessions were held before the one it was told in."""
    counts = Q(attendance__in=ATTENDED) | Q(attendance__in=MISSED, course__dna_counts=True)
    before = Appointment.objects.filter(
        counts,
        course=OuterRef("episode__course"),
        kind=TREATMENT,
        starts_at__lt=OuterRef("episode__appointment__starts_at"),
    )
    counted_up = before.order_by().values("course").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted_up, output_field=IntegerField()), 0)


def _decisions() -> QuerySet[CodeDecision]:
    return CodeDecision.objects.select_related("by").order_by("number")


def _told(row: EpisodeVersion, decisions: list[CodeDecision], people: People) -> ToldEpisode:
    episode = row.episode
    who = people.key(row.who)
    entry = episode.diary_entry
    return ToldEpisode(
        id=episode.pk,
        course_id=episode.course_id,
        number=episode.number,
        who=who,
        who_name=people.name(who),
        where=row.where,
        happened=row.happened,
        story=row.story,
        told_on=episode.told_on,
        appointment_id=episode.appointment_id,
        session_number=_session_number(row),
        diary_entry_id=episode.diary_entry_id,
        transcript_id=episode.transcript_id,
        codes=_coded(decisions, vocabulary.words()),
        let_go=episode.let_go_at is not None,
        answers=in_slots(entry.parts) if entry else {},
        seen_number=row.number,
        decisions=len(decisions),
    )


def _session_number(row: EpisodeVersion) -> int | None:
    appointment = row.episode.appointment
    if appointment is None or appointment.kind != TREATMENT:
        return None
    return min(row.sessions_before + 1, row.episode.course.planned_sessions)


def _coded(decisions: Iterable[CodeDecision], words: Vocabulary) -> dict[str, Coded]:
    """The newest decision of each slot, in the order of the slots."""
    newest = {row.slot: row for row in decisions}
    return {slot: _as_coded(newest[slot], words) for slot in SLOTS if slot in newest}


def _as_coded(row: CodeDecision, words: Vocabulary) -> Coded:
    known = words.by_part[SLOTS[row.slot]].get(row.code)
    return Coded(
        slot=row.slot,
        code=row.code,
        name=known.name if known else row.code,
        state=CodeState(row.state),
        at=row.at,
        by=row.by.name,
        suggested=tuple(row.suggested),
        suggested_by=row.suggested_by,
        known=known is not None or not row.code,
    )


def as_ranked(told: Iterable[ToldEpisode]) -> tuple[Episode, ...]:
    """The episodes as the ranking takes them: only codes a person stands behind, and known here."""
    made = []
    for one in told:
        codes = {slot: coded.code for slot, coded in one.codes.items() if coded.known}
        parts = counted(codes)
        if parts and not one.let_go:
            made.append(
                Episode(
                    id=str(one.id),
                    person=one.who,
                    session=str(one.session_number or one.told_on),
                    parts=parts,
                    when=one.happened,
                    where=one.where,
                )
            )
    return tuple(made)
