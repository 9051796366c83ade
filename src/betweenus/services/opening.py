"""Opening: a course begun with consents, a contract and dates that were checked first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.course import (
    LENGTHS,
    Break,
    Mode,
    packaged_text,
    propose,
    read_cached,
)
from betweenus.domain.course.dates import LONDON
from betweenus.domain.referral import State
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Course
from betweenus.records.people import Person
from betweenus.records.referral import Referral
from betweenus.services import booking, breaks, clock, consents, measures, referral, service
from betweenus.services.acting import acting


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """A person whose course can be opened, and what the service has as its usual frame."""

    referral: Referral
    person: Person
    planned_sessions: int
    minutes: int
    lengths: tuple[int, ...]
    service_breaks: tuple[Break, ...]
    dates: tuple[booking.Proposed, ...] = ()


def propose_dates(
    *,
    by: Identity,
    referral_id: UUID,
    first_session: datetime | None = None,
    planned_sessions: int | None = None,
    breaks: Iterable[Break] = (),
    dates: Sequence[datetime] = (),
) -> OpeningPage:
    """The opening page with dates to be checked: ``dates`` as given, else laid out weekly.

    Nothing is booked. Each date says whom the therapist sees at that time already.
    """
    row = referral.load(referral_id)
    with acting(
        by=by, act=Act.OPEN_COURSE, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        deed.detail["read"] = True
        _needs_waiting(row)
        frame = service.present()
        closed = tuple(Break(*pause) for pause in frame.breaks)
        count = planned_sessions or frame.planned_sessions
        if not dates and first_session:
            dates = propose(first_session, count, (*breaks, *closed))
        return OpeningPage(
            referral=row,
            person=row.person,
            planned_sessions=count,
            minutes=frame.session_minutes,
            lengths=tuple(sorted({*LENGTHS, frame.planned_sessions})),
            service_breaks=tuple(pause for pause in closed if pause.last >= clock.today()),
            dates=booking.clashes(by.account_id, dates, minutes=frame.session_minutes),
        )


def _needs_waiting(row: Referral) -> None:
    if row.state == State.WAITING:
        return
    if row.state == State.TREATING:
        raise Refusal(f"{row.person.name} has a course already.", "Open it from your clients.")
    if row.state == State.CLOSED:
        raise Refusal("This referral is closed.", "Take a new referral first.")
    raise Refusal(
        f"Whether DIT fits {row.person.name} has not been decided yet.",
        "Record the decision under Suitability first.",
    )


def open_course(
    *,
    by: Identity,
    referral_id: UUID,
    first_session: datetime | None = None,
    planned_sessions: int | None = None,
    mode: str = Mode.FACE_TO_FACE,
    place: str = "",
    breaks: Iterable[Break] = (),
    consents: Mapping[str, bool],
    consent_words: Mapping[str, str] | None = None,
    contract: str = "",
    dates: Sequence[datetime] | None = None,
) -> Course:
    """Open a course: consents, contract, and its sessions booked weekly around breaks.

    ``consents`` maps treatment, recording and gp to what was answered; one that was not asked is
    left out. ``dates`` books exactly these times instead of weekly ones from ``first_session``.
    Raises Refusal when the referral is not waiting for treatment, when treatment was declined,
    and when there is no date to begin with.
    """
    row = referral.load(referral_id)
    with acting(
        by=by, act=Act.OPEN_COURSE, person=row.person_id, about=f"referral:{referral_id}"
    ) as deed:
        _needs_waiting(row)
        if consents.get("treatment") is False:
            raise Refusal(
                "A course cannot be opened for somebody who does not agree to it.",
                "Talk about it again, or close the referral.",
                field="treatment",
            )
        frame = service.present()
        pauses = tuple(breaks)
        times = _times(first_session, dates, planned_sessions, pauses, frame)
        course = create(
            by, row, frame, times, planned=planned_sessions, mode=mode, place=place, words=contract
        )
        _keep(by, course, (*pauses, *_closed_within(frame, times)), consents, consent_words or {})
        booking.lay_out(course, times)
        row.state = State.TREATING
        row.save(update_fields=["state"])
        measures.ask_due(course)
        deed.about = f"course:{course.pk}"
        deed.detail |= {"sessions": len(times), "consents": dict(consents)}
        return course


def _times(
    first: datetime | None,
    dates: Sequence[datetime] | None,
    planned: int | None,
    pauses: tuple[Break, ...],
    frame: service.Service,
) -> tuple[datetime, ...]:
    if dates is not None:
        return tuple(sorted(dates))
    if first is None:
        raise Refusal("Say when the first session is.", field="first_day")
    closed = (Break(*pause) for pause in frame.breaks)
    return propose(first, planned or frame.planned_sessions, (*pauses, *closed))


def _closed_within(frame: service.Service, times: Sequence[datetime]) -> tuple[Break, ...]:
    """The service's breaks between the first session and the last: they explain the gaps."""
    if not times:
        return ()
    first, last = (time.astimezone(LONDON).date() for time in (min(times), max(times)))
    closed = (Break(*pause) for pause in frame.breaks)
    return tuple(pause for pause in closed if pause.last >= first and pause.first <= last)


def create(
    by: Identity,
    row: Referral,
    frame: service.Service,
    times: Sequence[datetime],
    *,
    planned: int | None,
    mode: str,
    place: str,
    words: str = "",
) -> Course:
    """The row of a new course of the therapist ``by``; to be called inside the act that opens it.

    ``times`` are those agreed on; the last of them is the planned end.
    """
    # The text in force is kept with the course, the packaged one too: a later version of the
    # software, or of the service's own protocol, must not change a course under way.
    text = frame.protocol_text or packaged_text()
    protocol = read_cached(text)
    now = clock.now()
    return Course.objects.create(
        person_id=row.person_id,
        referral=row,
        therapist_id=by.account_id,
        planned_sessions=planned or frame.planned_sessions,
        planned_end=max(times).astimezone(LONDON).date() if times else None,
        protocol_text=text,
        protocol_version=f"{protocol.id} {protocol.version}",
        dna_counts=frame.dna_counts,
        session_minutes=frame.session_minutes,
        mode=Mode(mode),
        place=place.strip(),
        contract=words.strip(),
        contract_at=now if words.strip() else None,
        opened_at=now,
        opened_by_id=by.account_id,
    )


def _keep(
    by: Identity,
    course: Course,
    pauses: Iterable[Break],
    answers: Mapping[str, bool],
    words: Mapping[str, str],
) -> None:
    for pause in pauses:
        breaks.keep_break(by, course, pause, course.opened_at)
    for purpose, given in answers.items():
        consents.record(by, course, purpose, given=given, words=words.get(purpose, ""))
