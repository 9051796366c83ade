"""From where a course stands to its ribbon, whole or in miniature."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from betweenus.domain.course import Attendance, Break, Contact, Level, Progress
from betweenus.domain.course.attendance import ATTENDED, MISSED
from betweenus.domain.course.protocol import first_sessions
from betweenus.services.progress import CourseFacts
from betweenus.web.pictures import ribbon
from betweenus.web.pictures.miniature import draw_miniature
from betweenus.web.pictures.picture import Picture
from betweenus.web.pictures.ribbon import GateState, Reader, StepState, Uncounted
from betweenus.web.words import day, short_day

_LEVELS = {Level.RED: GateState.RED, Level.AMBER: GateState.AMBER}
_UNCOUNTED = {
    Attendance.CANCELLED_BY_CLIENT: Uncounted.CANCELLED_BY_CLIENT,
    Attendance.CANCELLED_BY_SERVICE: Uncounted.CANCELLED_BY_SERVICE,
    Attendance.DID_NOT_ATTEND: Uncounted.DNA,
    Attendance.LATE_NOT_SEEN: Uncounted.LATE_NOT_SEEN,
}


def course_ribbon(
    now: Progress, facts: CourseFacts, *, reader: Reader = Reader.STAFF, ended_words: str = ""
) -> Picture:
    """The ribbon of a course; ``ended_words`` says how it ended, where it has."""
    return _drawn(
        ribbon.Ribbon(
            steps=tuple(_steps(now, facts)),
            phases=_phases(now),
            now=place(now, facts),
            between=tuple(_between(now, facts)),
            gates=tuple(_gates(now, facts)),
            planned_end=day(now.planned_end),
            projected_end=day(now.projected_end),
            ended=_ended(now, ended_words),
        ),
        reader,
    )


@lru_cache(maxsize=512)
def _drawn(course: ribbon.Ribbon, reader: Reader) -> Picture:
    """A ribbon is drawn once while nothing about the course changes; it names nobody."""
    return ribbon.draw_ribbon(course, reader=reader)


def miniature(now: Progress) -> Markup:
    """The ribbon for one row of a list."""
    starts = first_sessions(now.protocol.phases)
    return draw_miniature(
        tuple((p.name, starts[p.id] + p.sessions - 1) for p in now.protocol.phases),
        attended=min(now.used, now.protocol.sessions),
        now=_capped(now, now.used) if now.ended else now.session,
        ended=now.ended is not None,
        flag=_flag(now),
    )


def place(now: Progress, facts: CourseFacts) -> int:
    """The session a course is at: the next one; 0 before the first has begun."""
    if now.ended:
        return _capped(now, now.used)
    begun = now.used or any(contact.attendance for contact in facts.contacts)
    return now.session if begun else 0


def _capped(now: Progress, session: int) -> int:
    return min(session, now.protocol.sessions)


def _flag(now: Progress) -> GateState | None:
    levels = {gate.level for gate in now.gates}
    return next((_LEVELS[level] for level in (Level.RED, Level.AMBER) if level in levels), None)


def _phases(now: Progress) -> tuple[ribbon.Phase, ...]:
    starts = first_sessions(now.protocol.phases)
    return tuple(
        ribbon.Phase(p.name, starts[p.id], starts[p.id] + p.sessions - 1, p.client)
        for p in now.protocol.phases
    )


def _steps(now: Progress, facts: CourseFacts) -> Iterable[ribbon.Step]:
    numbered = {now.numbers.get(contact.id): contact for contact in reversed(facts.contacts)}
    for number in range(1, now.protocol.sessions + 1):
        found = numbered.get(number)
        if found is None:
            yield ribbon.Step(StepState.NOT_USED if now.ended else StepState.AHEAD)
        else:
            yield ribbon.Step(_became(found, now), short_day(found.day))


def _became(contact: Contact, now: Progress) -> StepState:
    if contact.attendance is Attendance.LATE_SEEN:
        return StepState.LATE
    if contact.attendance in ATTENDED:
        return StepState.ATTENDED
    if contact.attendance in MISSED:
        return StepState.MISSED
    return StepState.NOT_USED if now.ended else StepState.AHEAD


def _between(now: Progress, facts: CourseFacts) -> Iterable[ribbon.Between]:
    """What came between the numbered sessions, and the breaks, in order of their days."""
    sessions = [contact for contact in facts.contacts if contact.treatment]
    marks = [
        (contact.day, _UNCOUNTED[contact.attendance], short_day(contact.day))
        for contact in sessions
        if contact.attendance and contact.id not in now.numbers
    ]
    marks += [
        (pause.first, Uncounted.BREAK, _span(pause))
        for pause in facts.breaks
        if sessions and sessions[0].day <= pause.last and pause.first <= sessions[-1].day
    ]
    for when, kind, words in sorted(marks, key=lambda mark: mark[0]):
        before = [c for c in sessions if c.day < when and c.id in now.numbers]
        yield ribbon.Between(len(before), kind, words)


def _span(pause: Break) -> str:
    if pause.first == pause.last:
        return short_day(pause.first)
    return f"{short_day(pause.first)} to {short_day(pause.last)}"


def _gates(now: Progress, facts: CourseFacts) -> Iterable[ribbon.Gate]:
    open_now = {gate.gate.id: _LEVELS[gate.level] for gate in now.gates}
    for gate in now.protocol.gates:
        session = gate.red_after if gate.amber_after is None else gate.amber_after
        if session is None:
            continue
        done = GateState.DONE if gate.artefact in facts.artefacts else GateState.AHEAD
        yield ribbon.Gate(
            max(session, 1),
            now.protocol.artefact_name(gate.artefact),
            open_now.get(gate.id, done),
        )


def _ended(now: Progress, words: str) -> str:
    if now.ended is None:
        return ""
    return f"Ended on {day(now.ended)}" + (f": {words[:1].lower()}{words[1:]}" if words else "")
