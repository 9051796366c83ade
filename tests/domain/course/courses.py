"""Courses for tests, written as a row of letters: one contact a week, on Tuesdays.

``5`` attended, ``6`` came late, ``3`` did not attend, ``7`` too late to be seen, ``2`` cancelled by
the client, ``4`` cancelled by the service, ``.`` booked and nothing recorded yet, a space nothing.
"""

from datetime import date, timedelta

from betweenus.domain.course import Attendance, Contact, default_protocol, progress

FIRST = date(2026, 1, 6)  # a Tuesday
WEEK = timedelta(weeks=1)


def contacts(letters, first=FIRST):
    """A contact for each letter; its id is its place in the row, from 1."""
    return [
        Contact(place, first + (place - 1) * WEEK, None if letter == "." else Attendance(letter))
        for place, letter in enumerate(letters, start=1)
        if letter != " "
    ]


def after(letters):
    """The Monday before the first contact that is still ahead, or a day after the last."""
    held = len(letters.rstrip("."))
    return FIRST + held * WEEK - timedelta(days=1)


def course(letters, artefacts=(), *, sessions=16, today=None, **more):
    """Where the course written as letters stands; ``artefacts`` are those done."""
    done = artefacts if isinstance(artefacts, dict) else dict.fromkeys(artefacts, FIRST)
    protocol = default_protocol(sessions)
    return progress(protocol, contacts(letters), done, today or after(letters), **more)
