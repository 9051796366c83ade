"""How the client's pages say things: questionnaires, sessions, changes, in plain words."""

from betweenus.domain.course import Attendance
from betweenus.domain.measures import Measure
from betweenus.domain.outcomes import since_first
from betweenus.domain.outcomes.change import figure
from betweenus.services.portal import Meeting
from betweenus.services.scores import Series
from betweenus.web.words import plural

_SECONDS_PER_QUESTION = 12  # our own estimate for somebody who reads each one

# What became of a session, without blame and without codes.
_BECAME = {
    Attendance.ATTENDED: "You met",
    Attendance.LATE_SEEN: "You met",
    Attendance.CANCELLED_BY_CLIENT: "You cancelled",
    Attendance.CANCELLED_BY_SERVICE: "We cancelled",
    Attendance.DID_NOT_ATTEND: "You did not meet",
    Attendance.LATE_NOT_SEEN: "You did not meet",
}


def what_about(measure: Measure) -> str:
    """A questionnaire by what it asks: "10 questions about depression"."""
    return f"{plural(len(measure.items), 'question')} about {measure.about}"


def plain_name(measure: Measure) -> str:
    """A questionnaire by what it is about, its short name behind: "Depression (PHQ-9)"."""
    return f"{measure.about[:1].upper()}{measure.about[1:]} ({measure.short_title})"


def how_long(measure: Measure) -> str:
    """How long filling it in takes: "about 2 minutes"."""
    return minutes(len(measure.items))


def minutes(questions: int) -> str:
    """How long so many questions take: "about 2 minutes"."""
    count = max(1, round(questions * _SECONDS_PER_QUESTION / 60))
    return f"about {plural(count, 'minute')}"


def became(meeting: Meeting) -> str:
    """What became of a session, for the one who was, or was not, there; "" while not recorded."""
    return _BECAME[meeting.attendance] if meeting.attendance else ""


def say_change(series: Series) -> str:
    """How a questionnaire's score has moved in the course, and where it stood at the review."""
    if series.at_review is None:
        return _moved(series, "now")
    review = f"At the review afterwards: {figure(series.at_review)}."
    return f"{_moved(series, 'at the end')} {review}"


def _moved(series: Series, when: str) -> str:
    totals = series.totals_during
    change = since_first(series.measure, totals)
    if change is None:
        known = [total for total in totals if total is not None]
        return f"Your first score is {figure(known[0])}." if known else "There is no score yet."
    moved = f"{figure(change.before)} at first, {figure(change.now)} {when}."
    if change.better is None:
        return moved if change.amount else f"{moved} No change."
    if not change.beyond_error:
        return f"{moved} About the same: small ups and downs are usual."
    if change.better:
        return f"{moved} A clear change for the better."
    return f"{moved} A clear change for the worse. It is worth talking about with your therapist."
