"""The course of a client of the demo: opened, met week by week, written about, ended."""

from datetime import datetime, timedelta
from typing import Any

from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.course import Attendance, Mode
from betweenus.records.course import Appointment
from betweenus.records.people import Account
from betweenus.services import (
    booking,
    consents,
    course,
    diary,
    invitations,
    links,
    notes,
    people,
)
from betweenus.services.demo import PASSWORD, client_email
from betweenus.services.demo.answering import acknowledge_signs, answer
from betweenus.services.demo.telling import Told

MODES = {"in_person": Mode.FACE_TO_FACE, "video": Mode.VIDEO, "phone": Mode.TELEPHONE}
PLANNED = 16
HELD = (5, 6)
_FEW = timedelta(minutes=3)


def tell_course(told: Told) -> None:
    """The story from the opening of the course on, as far as it goes."""
    story, days = told.story, told.days
    if "course" not in story:
        return
    opened = days.at(story["allocation"]["days_ago"], "16:00")
    told.then(opened, lambda: _open(told))
    told.then(opened + timedelta(minutes=20), lambda: _invite(told))
    if said := story.get("consent"):
        moment = days.at(said["days_ago"], story["course"]["time"]) + _FEW
        told.then(moment, lambda: _consent(told, said))
    for row in story.get("sessions", ()):
        _tell_session(told, row)
    for entry in story.get("diary", ()):
        moment = days.at(entry["days_ago"], entry["at"])
        told.then(moment, lambda entry=entry: _write_diary(told, entry))
    if found := story.get("follow_up"):
        _tell_follow_up(told, found)


def ends_at(told: Told, days_ago: int) -> datetime:
    """When the session of that day ends; on a day without one, the early evening."""
    rows = {row["days_ago"]: row for row in told.story.get("sessions", ())}
    if days_ago not in rows:
        return told.days.at(days_ago, "18:30")
    return told.days.at(days_ago, told.story["course"]["time"]) + timedelta(minutes=50)


def _open(told: Told) -> None:
    frame, rows = told.story["course"], told.story.get("sessions", [])
    known = [told.days.at(row["days_ago"], frame["time"]) for row in rows]
    if not known:
        known = [told.days.at(frame["first_session_days_ago"], frame["time"])]
    used = sum(row.get("attendance") in HELD for row in rows)
    ahead = PLANNED - used - sum("attendance" not in row for row in rows)
    ahead -= not rows  # the first session, known before any row is
    last = known[-1]
    booked = [*known, *_weekly(last, 0 if "follow_up" in told.story else ahead)]
    made = course.open_course(
        by=told.therapist,
        referral_id=told.referral,
        dates=booked,
        mode=MODES[frame["mode"]],
        place="" if frame["mode"] == "video" else "The Old Customs House, 14 Quay Street",
        consents={},
        contract=frame["contract"],
    )
    told.course = made.pk
    by_day = {a.starts_at.date(): a for a in made.appointments.all()}
    told.appointments = {row["days_ago"]: by_day[told.days.day(row["days_ago"])] for row in rows}


def _weekly(last: datetime, count: int) -> list[datetime]:
    """Further weeks at the same time on the clock: a wall-clock week, not 168 hours."""
    return [last + timedelta(weeks=n) for n in range(1, count + 1)]


def _invite(told: Told) -> None:
    """The client's own pages: invited, and accepted the same evening."""
    key = told.story["key"]
    if not told.story["person"].get("email"):
        return
    invitations.invite(by=told.therapist, person_id=told.person, email=client_email(key))
    account = Account.objects.get(email=client_email(key))
    token = links.invitation_token(account)
    invitations.accept(by=PUBLIC, token=token, password=PASSWORD)
    told.client = people.identify(Account.objects.get(pk=account.pk))


def _consent(told: Told, said: dict[str, Any]) -> None:
    by, course_id = told.therapist, told.course
    consents.consent(by=by, course_id=course_id, purpose="treatment", given=said["treatment"])
    consents.consent(
        by=by,
        course_id=course_id,
        purpose="recording",
        given=said["recording"],
        words=said.get("recording_note", ""),
    )
    consents.consent(by=by, course_id=course_id, purpose="gp", given=True)


def _tell_session(told: Told, row: dict[str, Any]) -> None:
    ago, time = row["days_ago"], told.story["course"]["time"]
    filled = told.days.at(ago + row.get("completed_days_before", 1), "20:40")
    if "phq9" in row:
        told.then(filled, lambda: _fill_in(told, row))
    if "attendance" not in row:
        return
    begins = told.days.at(ago, time)
    if row["attendance"] in HELD:
        told.then(begins - 3 * _FEW, lambda: _prepare(told, row))
    told.then(begins + _FEW, lambda: acknowledge_signs(told, row.get("risk_task")))
    told.then(ends_at(told, ago), lambda: _attend(told, row))
    if "note" in row:
        told.then(ends_at(told, ago) + 4 * _FEW, lambda: _sign(told, row))


def _fill_in(told: Told, row: dict[str, Any]) -> None:
    by, source = (told.client, "portal") if told.client else (told.therapist, "staff")
    answer(told, row, by=by, moment="treatment", source=source)


def _prepare(told: Told, row: dict[str, Any]) -> None:
    """What a therapist reads in the ten minutes before."""
    diary.read_for_therapist(by=told.therapist, course_id=told.course)


def _attend(told: Told, row: dict[str, Any]) -> None:
    course.record_attendance(
        by=told.therapist,
        appointment_id=told.appointments[row["days_ago"]].pk,
        attendance=Attendance(str(row["attendance"])),
        words=row.get("reason", ""),
    )


def _sign(told: Told, row: dict[str, Any]) -> None:
    written = dict(row["note"])
    countersigned_by = written.pop("countersigned_by", None)
    sign_of_risk = bool(row.get("phq9") and row["phq9"][-1])
    note = notes.sign(
        by=told.therapist,
        appointment_id=told.appointments[row["days_ago"]].pk,
        parts={**written, "risk_level": "present" if sign_of_risk else "none"},
        seen_version=0,
    )
    if countersigned_by:
        notes.countersign(by=told.staff[countersigned_by], note_id=note.pk)


def _write_diary(told: Told, entry: dict[str, Any]) -> None:
    told.made["diary", entry["days_ago"]] = diary.write(
        by=told.client,
        course_id=told.course,
        happened_on=told.days.day(entry["days_ago"]),
        parts={key: text for key, text in entry.items() if isinstance(text, str) and key != "at"},
    )


def _tell_follow_up(told: Told, found: dict[str, Any]) -> None:
    moment = told.days.at(found["days_ago"], told.story["course"]["time"])
    told.then(moment - timedelta(days=50), lambda: _book_follow_up(told, moment, found))
    told.then(moment - 5 * _FEW, lambda: _answer_follow_up(told, found))
    told.then(moment + timedelta(minutes=50), lambda: _hold_follow_up(told, found))


def _book_follow_up(told: Told, moment: datetime, found: dict[str, Any]) -> None:
    told.made["follow-up"] = booking.book(
        by=told.therapist,
        course_id=told.course,
        starts_at=moment,
        kind="follow-up",
        mode=MODES[found["mode"]],
    )


def _answer_follow_up(told: Told, found: dict[str, Any]) -> None:
    answer(told, found, by=told.client, moment="follow-up", source="portal")


def _hold_follow_up(told: Told, found: dict[str, Any]) -> None:
    appointment: Appointment = told.made["follow-up"]
    course.record_attendance(
        by=told.therapist, appointment_id=appointment.pk, attendance=Attendance.ATTENDED
    )
    notes.sign(
        by=told.therapist,
        appointment_id=appointment.pk,
        parts={
            "material": found["note"],
            "plan": "No further appointment.",
            "risk_level": "none",
        },
        seen_version=0,
    )
