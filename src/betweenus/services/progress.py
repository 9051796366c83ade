"""Progress: where courses stand, from what is recorded; two queries however many courses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from betweenus.domain.course import (
    Attendance,
    Break,
    Contact,
    Override,
    Progress,
    Protocol,
    default_protocol,
    progress,
    read_cached,
    scaled,
)
from betweenus.domain.course.attendance import ATTENDED, MISSED
from betweenus.domain.course.dates import LONDON
from betweenus.domain.course.plan import from_rows, planned
from betweenus.domain.refusals import NotFound
from betweenus.records.course import Appointment, Course, PhaseChoice
from betweenus.records.safety import RiskTask
from betweenus.services import clock
from betweenus.services.prepared import Prepared
from betweenus.services.traces import Trace, traces

TREATMENT = "treatment"
FOLLOW_UP = "follow-up"

# What the national outcome is computed from (clinical.md 4.1): without a last one of both, a
# course counts as unpaired.
END_PAIR = ("phq-9", "gad-7")
WEEK_BEFORE = 6  # days: an early ending's last questionnaires are filled in that week


@dataclass(frozen=True, slots=True)
class ConsentNow:
    """How it stands with one consent: the last answer, and when it was given."""

    given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What a course's progress is computed from, and the consents that came with it."""

    contacts: tuple[Contact, ...] = ()
    artefacts: Mapping[str, date] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    override: Override | None = None
    consents: Mapping[str, ConsentNow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """What the head of every page of a case shows."""

    course_id: UUID
    person_id: UUID
    name: str
    called: str
    pronouns: str
    session: int
    planned: int
    phase: str
    overridden: bool
    ended: date | None
    open_risk: int
    urgent_risk: bool
    therapist: str
    trainee: bool


def load(course_id: UUID) -> Course:
    """A course with its person, its therapist and what its header needs: one query, or NotFound.

    Its attributes ``used``, ``chosen_phase``, ``open_risk`` and ``urgent_risk`` are counted here.
    """
    return found(_COURSE.first(course_id))


def found(course: Course | None) -> Course:
    """The course that was looked for; raises NotFound when there is none."""
    if course is None:
        raise NotFound("There is no such course.", "Open it from your list of clients.")
    return course


def with_header(courses: QuerySet[Course]) -> QuerySet[Course]:
    """Courses with their people and what their headers need."""
    tasks = RiskTask.objects.filter(person=OuterRef("person"), acknowledged_at=None)
    choices = PhaseChoice.objects.filter(course=OuterRef("pk")).order_by("-at")
    return courses.select_related("person", "therapist").annotate(
        used=how_many(_used()),
        chosen_phase=Subquery(choices.values("phase")[:1]),
        open_risk=how_many(tasks, "person"),
        urgent_risk=Exists(tasks.filter(urgent=True)),
    )


def how_many(rows: QuerySet, per: str = "course") -> Coalesce:
    """How many of these rows each course (or person) has, as a part of another query."""
    counted = rows.order_by().values(per).annotate(how_many=Count("pk")).values("how_many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _used() -> QuerySet[Appointment]:
    missed = Q(attendance__in=MISSED, course__dna_counts=True)
    return Appointment.objects.filter(
        Q(attendance__in=ATTENDED) | missed, course=OuterRef("pk"), kind=TREATMENT
    )


_COURSE = Prepared(lambda course: with_header(Course.objects.filter(pk=course)), UUID)


@lru_cache(maxsize=128)
def _protocol(text: str, sessions: int) -> Protocol:
    return scaled(read_cached(text), sessions) if text else default_protocol(sessions)


def unplanned(course: Course) -> Protocol:
    """The protocol as it stood when the course was opened, at its length, without its own plan."""
    return _protocol(course.protocol_text, course.planned_sessions)


def protocol_of(course: Course) -> Protocol:
    """The protocol a course follows: as it stood when the course was opened, at its length, with
    the therapist's own plan of questionnaires where there is one.
    """
    protocol = unplanned(course)
    if course.measure_plan is None:
        return protocol
    return planned(protocol, from_rows(course.measure_plan))


def facts(course_ids: Iterable[UUID]) -> dict[UUID, CourseFacts]:
    """What is recorded of these courses, in two queries; every id asked for is in the answer."""
    ids = tuple(course_ids)
    contacts: dict[UUID, list[Contact]] = defaultdict(list)
    rows = Appointment.objects.filter(course__in=ids).order_by("starts_at")
    for course_id, *values in rows.values_list(
        "course_id", "id", "starts_at", "attendance", "kind"
    ):
        contacts[course_id].append(contact(*values))
    left = traces(ids)
    return {course_id: gathered(contacts[course_id], left[course_id]) for course_id in ids}


def contact(pk: UUID, starts_at: datetime, attendance: str, kind: str) -> Contact:
    """A booked contact as the domain counts it."""
    return Contact(
        pk,
        starts_at.astimezone(LONDON).date(),
        Attendance(attendance) if attendance else None,
        kind == TREATMENT,
    )


def facts_from(appointments: Iterable[Appointment], left: list[Trace]) -> CourseFacts:
    """The same from rows a page has read already."""
    contacts = [contact(a.pk, a.starts_at, a.attendance, a.kind) for a in appointments]
    return gathered(contacts, left)


def gathered(contacts: list[Contact], left: list[Trace]) -> CourseFacts:
    """The facts of one course, from its contacts in order and what it has left behind."""
    ended = next((trace.first for trace in left if trace.what == "course"), None)
    if ended:
        # What was still booked when the course ended will not be held.
        contacts = [c for c in contacts if c.attendance or c.day < ended or not c.treatment]
    return CourseFacts(
        contacts=tuple(contacts),
        artefacts=_artefacts(contacts, left),
        breaks=tuple(Break(t.first, t.last, t.words) for t in left if t.what == "break"),
        override=chosen(left),
        consents={t.key: ConsentNow(t.words == "yes", t.at) for t in left if t.what == "consent"},
    )


def chosen(left: Sequence[Trace]) -> Override | None:
    """The phase the therapist chose, with the reason, unless they went back to the count."""
    found = next((trace for trace in reversed(left) if trace.what == "phase"), None)
    if found is None or not found.key:
        return None
    reason = PhaseChoice._meta.get_field("reason").from_db_value(found.words, None, None)
    return Override(found.key, reason)


# Which trace shows which artefact: (what, key) -> artefact.
_SHOWS = {
    ("map", ""): "map",
    ("goals", ""): "goals",
    ("mid review", ""): "mid_review",
    ("focus", ""): "focus_draft",
    ("focus move", "said"): "focus_said",
    ("focus move", "shared"): "focus_said",
    ("focus move", "agreed"): "focus_agreed",
    ("letter", "goodbye"): "letter_notes",
    ("letter written", "goodbye"): "letter_draft",
    ("letter shared", "goodbye"): "letter_shared",
    ("letter final", "goodbye"): "letter_final",
    ("letter final", "short"): "short_letter",
    ("letter written", "keeping_well"): "keeping_well",
    ("letter final", "discharge"): "discharge_summary",
}


def _artefacts(contacts: list[Contact], left: list[Trace]) -> dict[str, date]:
    """What is there, each with the day it came to be."""
    there: dict[str, date] = {}
    for trace in left:
        name = _SHOWS.get((trace.what, trace.key))
        if trace.what == "course" and trace.at:
            name = "contract"
        if name:
            there.setdefault(name, _day(trace.at))
    there |= _consent_artefacts(left)
    if day := _end_measured_on(contacts, left):
        there["end_measures"] = day
    if "focus_agreed" in there:
        there.setdefault("focus_said", there["focus_agreed"])
    return there


def _consent_artefacts(left: list[Trace]) -> dict[str, date]:
    """A consent stands while the last answer is yes; being asked about recording is what counts."""
    last = {trace.key: trace for trace in left if trace.what == "consent"}
    there = {}
    if "treatment" in last and last["treatment"].words == "yes":
        there["consent"] = _day(last["treatment"].at)
    if "recording" in last:
        there["recording_consent"] = _day(last["recording"].at)
    return there


def _end_measured_on(contacts: list[Contact], left: list[Trace]) -> date | None:
    """The day both outcome measures were answered for the last session, planned or early."""
    answered = {trace.key: trace for trace in left if trace.what == "measure"}
    course = next((trace for trace in left if trace.what == "course"), None)
    if course is None or any(measure not in answered for measure in END_PAIR):
        return None
    pair = [answered[measure] for measure in END_PAIR]
    at_end = all(int(trace.words or 0) >= int(course.key) for trace in pair)
    if not at_end and (course.words == "early" or course.first):
        held = [c.day for c in contacts if c.treatment and c.attendance in ATTENDED]
        last = held[-1].toordinal() - WEEK_BEFORE if held else None
        # An early ending's pair is a second one, not the first looked at again.
        at_end = last is not None and all(
            t.last.toordinal() >= last and t.last > t.first for t in pair
        )
    return max(trace.last for trace in pair) if at_end else None


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def state(course: Course, known: CourseFacts | None = None) -> Progress:
    """Where a course stands today; ``known`` saves reading its facts again."""
    known = known or facts([course.pk])[course.pk]
    return progress(
        protocol_of(course),
        known.contacts,
        known.artefacts,
        clock.today(),
        dna_counts=course.dna_counts,
        override=known.override,
        breaks=known.breaks,
        planned_end=course.planned_end,
        ended=course.ended_on,
    )


def without_words(now: Progress) -> Progress:
    """The same without the reason a therapist wrote for another phase than the one counted."""
    return replace(now, override=replace(now.override, reason="")) if now.override else now


def header(
    course: Course, now: Progress | None = None, counted: Course | None = None
) -> CaseHeader:
    """The head of a case page, from a course that came from ``load``; ``now`` is not needed.

    What else holds the counts of such a course can be given as ``counted``, together with ``now``.
    """
    protocol = protocol_of(course)
    counted = counted or course
    used = now.used if now else course.used
    session = min(used + 1, protocol.sessions) if not course.ended_on else used
    chosen = protocol.phase(counted.chosen_phase or "")
    return CaseHeader(
        course_id=course.pk,
        person_id=course.person_id,
        name=course.person.name,
        called=course.person.called,
        pronouns=course.person.pronouns,
        session=session,
        planned=protocol.sessions,
        phase=(chosen or protocol.phase_of(session)).name,
        overridden=chosen is not None,
        ended=course.ended_on,
        open_risk=counted.open_risk,
        urgent_risk=counted.urgent_risk,
        therapist=course.therapist.name,
        trainee=course.therapist.trainee,
    )


def number_of(course: Course, appointment: Appointment) -> int:
    """The session number of an appointment, as ``Progress.numbers`` has it: one query.

    A session held comes after those held before it; one still ahead after all that were held and
    those booked before it.
    """
    counted = ATTENDED | MISSED if course.dna_counts else ATTENDED
    sooner = Q(starts_at__lt=appointment.starts_at)
    before = Q(attendance__in=counted)
    before = before & sooner if appointment.attendance else before | (Q(attendance="") & sooner)
    sessions = Appointment.objects.filter(before, course=course, kind=TREATMENT)
    return min(sessions.exclude(pk=appointment.pk).count() + 1, course.planned_sessions)
