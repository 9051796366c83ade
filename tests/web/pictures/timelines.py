"""A time line and intervals to look at."""

from betweenus.web.pictures.intervals import Bar, Intervals
from betweenus.web.pictures.picture import Twin
from betweenus.web.pictures.timeline import Line, Meeting, Panel, Pen, Row, Stretch, Timeline

MONDAYS = tuple(f"{day} Feb" for day in range(1, 21))
CLIENT = ((4.5, 8), (5.5, 7), (6.5, 5), (9.5, 6), (10.5, 3))
THERAPIST = ((4.5, 8), (5.5, 8), (6.5, 6), (10.5, 4))


def timeline(**changes) -> Timeline:
    """Twenty weeks with both ratings, a break, and a score."""
    lines = (Line("Tom", Pen.FIRST, CLIENT), Line("Therapist", Pen.SECOND, THERAPIST))
    scores = Line("PHQ-9", Pen.FIRST, ((0.1, 18), (1.1, 17), (2.1, 15)))
    values = {
        "title": "How the focus goes, by week",
        "weeks": MONDAYS,
        "panels": (Panel("How much it showed", 0, 10, lines, ("not at all", "all"), key=True),),
        "rows": (
            Row("With people now", ((Pen.FIRST, (4.5, 5.5)), (Pen.SECOND, (4.5,)))),
            Row("In the past", ((Pen.FIRST, ()), (Pen.SECOND, ()))),
        ),
        "rows_title": "Where it was active",
        "below": (Panel("Symptoms", 0, 27, (scores,), key=True),),
        "meetings": (
            *(Meeting(n + 0.2, n + 1) for n in range(7)),
            Meeting(7.2, None),
            *(Meeting(n + 0.2, n - 1, ahead=True) for n in range(9, 17)),
        ),
        "phases": (Stretch("Initial", 0, 4), Stretch("Middle", 4, 14), Stretch("Ending", 14, 20)),
        "breaks": (Stretch("9 to 20 Feb", 8, 9.7),),
        "twin": Twin("By week", ("Week of", "Showed"), (("1 Feb", "8"),)),
    }
    return Timeline(**values | changes)


def intervals(**changes) -> Intervals:
    """Two shares, and one that is not known."""
    values = {
        "caption": "New moments that follow the focus",
        "headers": ("When", "Share"),
        "bars": (
            Bar("In all", "5 of 10, between 28% and 95%", 0.28, 0.6, 0.95),
            Bar("Weeks 1 to 4", "4 of 5, between 42% and 98%", 0.42, 0.8, 0.98),
            Bar("Weeks 5 to 8", "no moment told that can be compared"),
        ),
        "lowest": 0,
        "highest": 1,
        "marks": ((0, "none"), (0.5, "half"), (1, "all")),
    }
    return Intervals(**values | changes)
