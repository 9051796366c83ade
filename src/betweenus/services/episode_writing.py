"""Writing episodes down: who, when, the story; changed as new versions, let go and taken back."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.dates import LONDON
from betweenus.domain.formulation.people_map import MapPerson, as_rows, people_map
from betweenus.domain.patterns import ROUNDS
from betweenus.domain.refusals import Conflict, NotFound, Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.episodes import Episode, EpisodeVersion
from betweenus.records.formulation import MapVersion
from betweenus.records.notes import Transcript
from betweenus.services import clock, drafts, progress, relationship_map
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.told_episodes import HERE, THERAPIST, People, people_of


def subject(course_id: UUID, source: str = "") -> str:
    """The draft's name of an episode that is being written; ``source`` is where it was told."""
    return f"episode:{course_id}:{source[:12]}"


def save_draft(
    *, by: Identity, course_id: UUID, content: dict[str, str], seen_version: int, source: str = ""
) -> DraftNow:
    """Keep what is being typed of a new episode."""
    return drafts.save(
        by=by,
        subject=subject(course_id, source),
        person=progress.load(course_id).person_id,
        content=content,
        seen_version=seen_version,
        act=Act.CODE_EPISODES,
    )


def write(
    *,
    by: Identity,
    course_id: UUID,
    who: str = "",
    new_person: str = "",
    where: str = "",
    happened: str = "",
    story: str,
    appointment_id: UUID | None = None,
    diary_entry_id: UUID | None = None,
    transcript_id: UUID | None = None,
) -> UUID:
    """Write an episode down; the same once more is kept once.

    ``who`` is a key of the map, or ``new_person`` a name that is added to it. ``where`` left blank
    follows from the person: now or past as on the map, here with the therapist.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.CODE_EPISODES, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        session, entry, transcript = sources(course, appointment_id, diary_entry_id, transcript_id)
        said = _said(
            by,
            course,
            who=who,
            new_person=new_person,
            where=where,
            happened=happened,
            story=story,
        )
        source = str(diary_entry_id or appointment_id or "")
        drafts.clear(subject=subject(course_id, source))
        rows = Episode.objects.filter(course=course)
        if again := _same(rows, said, session, entry):
            deed.detail["again"] = True
            return again
        row = Episode.objects.create(
            course=course,
            number=rows.count() + 1,
            appointment=session,
            diary_entry=entry,
            transcript=transcript,
            told_on=_told_on(session, entry),
            made_at=clock.now(),
            made_by_id=by.account_id,
        )
        _add_version(by, row, 1, said)
        deed.about = f"episode:{row.pk}"
        return row.pk


def change(
    *,
    by: Identity,
    episode_id: UUID,
    who: str = "",
    new_person: str = "",
    where: str = "",
    happened: str = "",
    story: str,
    seen_number: int,
) -> None:
    """Put an episode in other words, as a new version; raises Conflict when it changed since."""
    row = load(episode_id)
    course = progress.load(row.course_id)
    with acting(
        by=by, act=Act.CODE_EPISODES, person=course.person_id, about=f"episode:{episode_id}"
    ) as deed:
        Episode.objects.select_for_update().get(pk=episode_id)
        last = EpisodeVersion.objects.filter(episode=row).order_by("-number")[0]
        said = _said(
            by,
            course,
            who=who,
            new_person=new_person,
            where=where,
            happened=happened,
            story=story,
        )
        if said == _stored(last):
            return
        if last.number != seen_number:
            raise Conflict(
                "This episode was changed after you opened it.",
                "Both texts are shown here. Keep what you want, then save.",
            )
        deed.detail["number"] = last.number + 1
        _add_version(by, row, last.number + 1, said)


def _add_version(by: Identity, row: Episode, number: int, said: dict[str, str]) -> None:
    EpisodeVersion.objects.create(
        episode=row, number=number, at=clock.now(), by_id=by.account_id, **said
    )


def _stored(version: EpisodeVersion) -> dict[str, str]:
    return {key: getattr(version, key) for key in ("who", "where", "happened", "story")}


def _said(
    by: Identity,
    course: Course,
    *,
    who: str,
    new_person: str,
    where: str,
    happened: str,
    story: str,
) -> dict[str, str]:
    """What an episode says, as it is stored; raises Refusal for what is missing."""
    if not story.strip():
        raise Refusal(
            "The story is empty.",
            "Write what happened, in the client’s words where you can.",
            field="story",
        )
    people = people_of(course)
    person = _person(by, course, people, who, new_person)
    return {
        "who": person.key,
        "where": _where(person, where),
        "happened": happened.strip(),
        "story": story.strip().replace("\r\n", "\n"),
    }


def _person(by: Identity, course: Course, people: People, who: str, new_person: str) -> MapPerson:
    """Whom it is with: somebody known, or somebody who is put on the map now."""
    name = new_person.strip()
    if not who and not name:
        raise Refusal("Nobody is named.", "Choose who it was with, or add a name.", field="who")
    if who and name:
        raise Refusal(
            f"Both {people.name(people.key(who))} and “{name}” are given.",
            "Keep one of them: an episode is one moment with one person.",
            field="new_person",
        )
    if not who:
        return _on_the_map(by, course, people, name)
    key = people.key(who)
    if key == people.therapist.key:
        return people.therapist
    if key not in people.all:
        raise Refusal("That person is not on the map.", "Choose one of the list.", field="who")
    return people.all[key]


def _on_the_map(by: Identity, course: Course, people: People, name: str) -> MapPerson:
    there = [person for person in people.now if person.name.casefold() == name.casefold()]
    if there:
        return there[0]
    rows = as_rows(people.now)
    taken_off = [one for one in people.all.values() if one.name.casefold() == name.casefold()]
    # Somebody who was on the map before keeps their key, so that their episodes stay together.
    rows += as_rows(taken_off[:1]) or [{"name": name}]
    try:
        added = people_map(rows)[-1]
    except Refusal as refusal:
        raise Refusal(refusal.what, refusal.todo, field="new_person") from None
    newest = MapVersion.objects.filter(course=course).order_by("-number").first()
    relationship_map.save(
        by=by, course_id=course.pk, people=rows, seen_number=newest.number if newest else 0
    )
    return added


def _where(person: MapPerson, where: str) -> str:
    if person.when == THERAPIST:
        return HERE
    if not where:
        return "past" if person.when == "past" else "now"
    if where not in ROUNDS:
        raise Refusal("When it was is not understood.", "Choose one of the list.", field="where")
    if where == HERE:
        raise Refusal(
            "“Here” is between the client and you.",
            f"Choose now or in the past for {person.name}.",
            field="where",
        )
    return where


def sources(
    course: Course,
    appointment_id: UUID | None = None,
    diary_entry_id: UUID | None = None,
    transcript_id: UUID | None = None,
) -> tuple[Appointment | None, DiaryEntry | None, Transcript | None]:
    """Where it was told; raises NotFound for what is not of this course, or not shared."""
    transcript = entry = session = None
    if transcript_id:
        transcript = Transcript.objects.filter(pk=transcript_id, appointment__course=course).first()
        appointment_id = transcript.appointment_id if transcript else None
    if appointment_id:
        session = Appointment.objects.filter(pk=appointment_id, course=course).first()
    if diary_entry_id:
        entry = DiaryEntry.objects.filter(pk=diary_entry_id, course=course, shared=True).first()
    missing = (
        (transcript_id and not transcript)
        or (appointment_id and not session)
        or (diary_entry_id and not entry)
    )
    if missing:
        raise NotFound(
            "What this episode was told in is not part of this course.",
            "Start again from the session or the diary.",
        )
    return session, entry, transcript


def _told_on(session: Appointment | None, entry: DiaryEntry | None) -> date:
    if session:
        return session.starts_at.astimezone(LONDON).date()
    return entry.happened_on if entry else clock.today()


def _same(
    rows: QuerySet[Episode],
    said: dict[str, str],
    session: Appointment | None,
    entry: DiaryEntry | None,
) -> UUID | None:
    """The same episode sent twice (Back, reload)."""
    last = rows.filter(appointment=session, diary_entry=entry, let_go_at=None).order_by("-number")
    for row in last[:1]:
        if _stored(row.versions.order_by("-number")[0]) == said:
            return row.pk
    return None


def let_go(*, by: Identity, episode_id: UUID) -> None:
    """Let an episode go: it stays to be read, and counts no more."""
    _stand(by, episode_id, gone=True)


def take_back(*, by: Identity, episode_id: UUID) -> None:
    """Take back an episode that was let go."""
    _stand(by, episode_id, gone=False)


def _stand(by: Identity, episode_id: UUID, *, gone: bool) -> None:
    row = load(episode_id)
    person = progress.load(row.course_id).person_id
    with acting(by=by, act=Act.CODE_EPISODES, person=person, about=f"episode:{episode_id}") as deed:
        deed.detail["let_go"] = gone
        row = Episode.objects.select_for_update().get(pk=episode_id)
        if (row.let_go_at is not None) == gone:
            return
        row.let_go_at = clock.now() if gone else None
        row.let_go_by_id = by.account_id if gone else None
        row.save(update_fields=["let_go_at", "let_go_by"])


def load(episode_id: UUID) -> Episode:
    """The row of an episode, or NotFound; its words are read inside an act."""
    row = Episode.objects.filter(pk=episode_id).first()
    if row is None:
        raise NotFound("There is no such episode.", "Open it from the list of episodes.")
    return row
