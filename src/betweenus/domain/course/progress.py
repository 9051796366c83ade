"""Where a course stands: from attendance, artefacts and today's date, by pure arithmetic."""

from collections.abc import Mapping, Sequence
from datetime import date

from betweenus.domain.course.attendance import ATTENDED, CANCELLED, MISSED, Attendance, counts
from betweenus.domain.course.dates import Break, open_days, projected_days
from betweenus.domain.course.gates import open_gates
from betweenus.domain.course.protocol import Protocol, Task
from betweenus.domain.course.standing import Contact, Override, Progress, State, TaskState


def progress(
    protocol: Protocol,
    contacts: Sequence[Contact],
    artefacts: Mapping[str, date],
    today: date,
    *,
    dna_counts: bool = False,
    override: Override | None = None,
    breaks: Sequence[Break] = (),
    planned_end: date | None = None,
    ended: date | None = None,
) -> Progress:
    """Where a course stands on ``today``.

    ``artefacts`` maps what is done to the day it was; ``planned_end`` is the last session's day as
    first planned (when not given: weekly from the first contact, around the breaks known then).
    """
    sessions = sorted((c for c in contacts if c.treatment), key=lambda contact: contact.day)
    past = [c for c in sessions if c.attendance is not None]
    open_ones = [c for c in sessions if c.attendance is None]
    held = [c for c in past if counts(c.attendance, dna_counts=dna_counts)]
    used = len(held)
    number = min(used + 1, protocol.sessions)
    coming = [c for c in open_ones if c.day >= today]
    return Progress(
        protocol=protocol,
        used=used,
        attended=sum(c.attendance in ATTENDED for c in past),
        session=number,
        remaining=max(protocol.sessions - used, 0),
        counted_phase=protocol.phase_of(number),
        override=override,
        tasks=_tasks(protocol, used, artefacts, ended=ended is not None),
        gates=open_gates(protocol, used, artefacts, ended=ended is not None),
        planned_end=planned_end or _planned_end(protocol, sessions, breaks),
        projected_end=None if ended else _projected_end(protocol, used, sessions, breaks, today),
        cancelled_by_client=_how_many(past, Attendance.CANCELLED_BY_CLIENT),
        cancelled_by_service=_how_many(past, Attendance.CANCELLED_BY_SERVICE),
        missed=sum(c.attendance in MISSED for c in past),
        late_arrivals=_how_many(past, Attendance.LATE_SEEN),
        missed_in_a_row=_missed_in_a_row(past),
        unrecorded=tuple(c.id for c in open_ones if c.day < today),
        next_contact=coming[0].id if coming else None,
        numbers=_numbers(held, open_ones, protocol.sessions),
        ended=ended,
    )


def _tasks(
    protocol: Protocol, used: int, artefacts: Mapping[str, date], *, ended: bool
) -> tuple[TaskState, ...]:
    return tuple(
        TaskState(task, _state(task, used, artefacts, ended=ended), artefacts.get(task.artefact))
        for task in protocol.tasks
    )


def _state(task: Task, used: int, artefacts: Mapping[str, date], *, ended: bool) -> State:
    passed = used >= task.until
    if task.artefact in artefacts or (not task.artefact and passed):
        return State.DONE
    if ended:
        return State.LEFT
    if passed:
        return State.LATE
    return State.DUE if used + 1 >= task.session else State.COMING


def _numbers(
    held: Sequence[Contact], open_ones: Sequence[Contact], sessions: int
) -> dict[object, int]:
    counted = {contact.id: number for number, contact in enumerate(held, start=1)}
    for number, contact in enumerate(open_ones, start=len(held) + 1):
        if number <= sessions:
            counted[contact.id] = number
    return counted


def _planned_end(
    protocol: Protocol, sessions: Sequence[Contact], breaks: Sequence[Break]
) -> date | None:
    if not sessions:
        return None
    known = tuple(pause for pause in breaks if pause.known_at_start)
    return open_days(sessions[0].day, known, protocol.sessions)[-1]


def _projected_end(
    protocol: Protocol,
    used: int,
    sessions: Sequence[Contact],
    breaks: Sequence[Break],
    today: date,
) -> date | None:
    remaining = protocol.sessions - used
    if remaining <= 0 or not sessions:
        return None
    waiting = [c.day for c in sessions if c.attendance is None and c.day < today]
    if remaining <= len(waiting):
        return waiting[remaining - 1]
    booked = (c.day for c in sessions if c.attendance is None and c.day >= today)
    return projected_days(booked, remaining - len(waiting), breaks, sessions[-1].day, today)[-1]


def _how_many(past: Sequence[Contact], attendance: Attendance) -> int:
    return sum(contact.attendance is attendance for contact in past)


def _missed_in_a_row(past: Sequence[Contact]) -> int:
    """How many of the latest contacts were missed without notice; cancellations do not break it."""
    run = 0
    for contact in reversed(past):
        if contact.attendance in MISSED:
            run += 1
        elif contact.attendance not in CANCELLED:
            break
    return run
