"""The diary: relationship moments a client writes down, and shares or keeps to themselves."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.formulation.episodes import check_moment
from betweenus.domain.refusals import Conflict, NotAllowed, NotFound, Refusal
from betweenus.records.course import Course
from betweenus.records.diary import DiaryEntry
from betweenus.services import clock, drafts, progress
from betweenus.services.acting import acting
from betweenus.services.drafts import DraftNow
from betweenus.services.prepared import Prepared
from betweenus.services.progress import CaseHeader


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment. ``seen`` tells one state of its text from another, for two open tabs."""

    id: UUID
    happened_on: date
    parts: Mapping[str, str]
    shared: bool
    written_at: datetime
    read_at: datetime | None
    seen: str

    @property
    def title(self) -> str:
        """What to call it in a list: who it was with, else its first words."""
        return self.parts.get("who") or _first_words(self.parts)

    @property
    def can_change(self) -> bool:
        """Whether its writer may still change it: until the therapist has read it."""
        return self.read_at is None


@dataclass(frozen=True, slots=True)
class MyDiary:
    """The client's own entries, newest first, and the course that new ones belong to.

    ``draft`` says whether something was begun and not saved.
    """

    course_id: UUID | None
    ended: bool
    entries: tuple[Entry, ...]
    draft: bool


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A new entry: the course it belongs to and what was typed so far."""

    course_id: UUID
    draft: DraftNow


@dataclass(frozen=True, slots=True)
class DiaryForTherapist:
    """The shared entries of a course, newest first; ``new`` are those unread until now."""

    case: CaseHeader
    entries: tuple[Entry, ...]
    new: frozenset[UUID]


def subject(course_id: UUID) -> str:
    """The draft's name of an entry that is being written."""
    return f"diary:{course_id}"


def write(
    *,
    by: Identity,
    course_id: UUID,
    parts: Mapping[str, str],
    happened_on: date | None = None,
    shared: bool = True,
) -> DiaryEntry:
    """Write a moment down; raises Refusal when nothing was written or the day is ahead."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.WRITE_DIARY, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        _needs_open(course)
        kept, day = check_moment(parts), _day(happened_on)
        if again := _same(course, kept, day):
            deed.detail["again"] = True
            return again
        row = DiaryEntry.objects.create(
            course=course,
            happened_on=day,
            parts=kept,
            shared=shared,
            written_at=clock.now(),
            written_by_id=by.account_id,
        )
        drafts.clear(subject=subject(course_id))
        deed.about = f"diary:{row.pk}"
        return row


def _day(happened_on: date | None) -> date:
    day = happened_on or clock.today()
    if day > clock.today():
        raise Refusal("That day is still to come.", "Choose today or before.", field="happened_on")
    return day


def _same(course: Course, kept: dict[str, str], day: date) -> DiaryEntry | None:
    """The same entry sent twice (Back, reload)."""
    last = DiaryEntry.objects.filter(course=course, happened_on=day).order_by("-written_at").first()
    return last if last and last.parts == kept else None


def change(
    *,
    by: Identity,
    entry_id: UUID,
    parts: Mapping[str, str],
    happened_on: date | None = None,
    shared: bool = True,
    seen: str = "",
) -> Entry:
    """Change one's own entry, until the therapist has read it.

    Raises Refusal once it was read, and Conflict when it was changed since ``seen``.
    """
    row = _load(entry_id)
    with acting(by=by, act=Act.WRITE_DIARY, person=row.course.person_id, about=f"diary:{entry_id}"):
        row = DiaryEntry.objects.select_for_update().get(pk=entry_id)
        if row.read_at:
            raise Refusal(
                "Your therapist has read this entry, so it stays as it is.",
                "Add a new entry to say more.",
            )
        if seen and seen != _mark(row):
            raise Conflict(
                "You changed this entry in another tab or on another device.",
                "Both texts are shown here. Keep what you want, then save.",
            )
        row.parts, row.happened_on, row.shared = check_moment(parts), _day(happened_on), shared
        row.save(update_fields=["parts", "happened_on", "shared"])
        return _entry(row)


def mine(*, by: Identity) -> MyDiary:
    """The client's own diary."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="my diary"):
        course = _course(by)
        rows = DiaryEntry.objects.filter(course__person=by.person_id).order_by(
            "-happened_on", "-written_at"
        )
        return MyDiary(
            course_id=course.pk if course else None,
            ended=bool(course and course.ended_on),
            entries=tuple(_entry(row) for row in rows),
            draft=bool(course and drafts.present(subject(course.pk)).version),
        )


_COURSE = Prepared(lambda person: Course.objects.filter(person=person).order_by("-opened_at"), UUID)


def _course(by: Identity) -> Course | None:
    return _COURSE.first(by.person_id) if by.person_id else None


def begin(*, by: Identity) -> NewEntry:
    """A new entry with what was typed so far; raises Refusal before a course and after its end."""
    with acting(by=by, act=Act.WRITE_DIARY, person=by.person_id, about="my diary") as deed:
        deed.detail["read"] = True
        course = _under_way(by)
        return NewEntry(course.pk, drafts.present(subject(course.pk)))


def _under_way(by: Identity) -> Course:
    course = _course(by)
    if course is None and by.person_id is None:
        raise NotAllowed("Only clients have a diary.", "Read theirs from their course.")
    if course is None:
        raise Refusal("Your therapy has not begun yet.", "You can write here once it has.")
    _needs_open(course)
    return course


def _needs_open(course: Course) -> None:
    if course.ended_on:
        raise Refusal(
            "Your therapy has ended, so nobody would read a new entry.",
            "If you need help now, use the numbers on this page.",
        )


def save_draft(*, by: Identity, content: dict[str, str], seen_version: int) -> DraftNow:
    """Keep what is being typed, before it is saved; nobody else sees it."""
    course = _under_way(by)
    return drafts.save(
        by=by,
        subject=subject(course.pk),
        person=course.person_id,
        content=content,
        seen_version=seen_version,
        act=Act.WRITE_DIARY,
    )


def read_mine(*, by: Identity, entry_id: UUID) -> Entry:
    """One of the client's own entries; anybody else is refused."""
    row = _load(entry_id)
    with acting(by=by, act=Act.READ_PORTAL, person=row.course.person_id, about=f"diary:{entry_id}"):
        return _entry(row)


def _load(entry_id: UUID) -> DiaryEntry:
    row = DiaryEntry.objects.select_related("course").filter(pk=entry_id).first()
    if row is None:
        raise NotFound("There is no such entry.", "Open the diary again.")
    return row


def read_for_therapist(
    *, by: Identity, course_id: UUID, since: date | None = None
) -> DiaryForTherapist:
    """The shared entries of a course, which count as read by its therapist from now on."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_DIARY, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        rows = DiaryEntry.objects.filter(course=course_id, shared=True)
        if since:
            rows = rows.filter(happened_on__gte=since)
        entries = [_entry(row) for row in rows.order_by("-happened_on", "-written_at")]
        new = frozenset(entry.id for entry in entries if entry.read_at is None)
        if new:
            mark_read(by, new)
            deed.detail["read for the first time"] = len(new)
        return DiaryForTherapist(progress.header(course), tuple(entries), new)


def mark_read(by: Identity, entry_ids: frozenset[UUID]) -> None:
    """Note that entries were read; to be called inside the act that shows them."""
    unread = DiaryEntry.objects.filter(pk__in=entry_ids, shared=True, read_at=None)
    unread.update(read_at=clock.now(), read_by=by.account_id)


def _entry(row: DiaryEntry) -> Entry:
    return Entry(
        id=row.pk,
        happened_on=row.happened_on,
        parts=row.parts,
        shared=row.shared,
        written_at=row.written_at,
        read_at=row.read_at,
        seen=_mark(row),
    )


def _mark(row: DiaryEntry) -> str:
    """A fingerprint of an entry's present text, day and sharing."""
    text = json.dumps([row.parts, row.happened_on.isoformat(), row.shared], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _first_words(parts: Mapping[str, str]) -> str:
    text = next((value for value in parts.values() if value), "")
    words = text.split()
    return " ".join(words[:6]) + ("…" if len(words) > 6 else "")
