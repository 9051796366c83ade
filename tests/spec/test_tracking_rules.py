"""How the focus goes: the weekly rating, which moments follow it, and what mood has to do with it

From the week after the focus is agreed, client and therapist each rate every week: how much the
focus showed, 0 to 10, how far the client could step back from it, 0 to 10, where it was active and
what new was tried. That is the main tracker. Coded moments and questionnaires stand beside it, and
nothing that is said of them is a yes or a no, or a cause.

In the calendars below a letter is a day, Monday first: a agreed, t today, e ended.
"""

from datetime import date, timedelta

import pytest

from betweenus.domain.refusals import Refusal
from betweenus.domain.tracking import following, looking, share, stretches
from betweenus.domain.tracking.following import Follows
from betweenus.domain.tracking.rating import (
    Rating,
    asked_now,
    first_week,
    newest,
    open_weeks,
    week_at_first,
)

FIRST = date(2026, 2, 2)  # the Monday every calendar begins with


def days(calendar: str) -> dict[str, date]:
    """The days marked in a calendar; weeks stand apart."""
    marks = "".join(calendar.split())
    return {mark: FIRST + timedelta(n) for n, mark in enumerate(marks) if mark != "."}


def weeks_open(calendar: str) -> list[int]:
    """The numbers of the weeks (from 1) that may be rated today, newest first."""
    known = days(calendar)
    found = open_weeks(known.get("a"), known["t"], known.get("e"))
    return [(week - FIRST).days // 7 + 1 for week in found]


# -- the weekly rating --------------------------------------------------------------------------


def test_rating_begins_in_the_week_after_the_focus_was_agreed():
    assert weeks_open("..a.t.. ....... .......") == []
    assert weeks_open("..a.... t...... .......") == [2]
    assert first_week(days("..a....")["a"]) == FIRST + timedelta(weeks=1)


def test_this_week_and_two_before_it_may_be_rated():
    assert weeks_open("..a.... ....... ....... ....... ....t..") == [5, 4, 3]


def test_without_an_agreed_focus_there_is_nothing_to_rate():
    assert weeks_open("....... ....... t......") == []


def test_nothing_is_rated_after_the_end():
    assert weeks_open("..a.... ....... e...... .t.....") == []


@pytest.mark.parametrize(
    ("calendar", "asked"),
    [
        ("..a.... ....... t......", 2),  # Monday to Wednesday: the week just over
        ("..a.... ....... ..t....", 2),
        ("..a.... ....... ...t...", 3),  # from Thursday on: the week that is
        ("..a.... ....... ......t", 3),
        ("..a.... t......", None),  # the week before was before anything was agreed
    ],
)
def test_one_is_asked_for_the_week_one_can_look_back_on(calendar, asked):
    known = days(calendar)
    week = asked_now(open_weeks(known["a"], known["t"], None), [], known["t"])
    assert week == (asked and FIRST + timedelta(weeks=asked - 1))


def test_one_is_not_asked_for_a_week_that_is_rated():
    known = days("..a.... ....... ...t...")
    weeks = open_weeks(known["a"], known["t"], None)
    assert asked_now(weeks, [FIRST + timedelta(weeks=2)], known["t"]) is None


def test_a_page_opens_on_the_week_asked_for_else_on_the_one_to_look_back_on():
    known = days("..a.... ....... t......")
    weeks = open_weeks(known["a"], known["t"], None)
    second, third = FIRST + timedelta(weeks=1), FIRST + timedelta(weeks=2)
    assert week_at_first(weeks, third, known["t"]) == third
    assert week_at_first(weeks, None, known["t"]) == second
    assert week_at_first([third], None, known["t"]) == third  # the first week, on its Monday
    assert week_at_first([], None, known["t"]) is None


def test_the_last_version_of_a_week_and_side_stands():
    made = newest(
        [
            Rating(FIRST, by_client=True, showed=7),
            Rating(FIRST, by_client=False, showed=4),
            Rating(FIRST, by_client=True, showed=6),
        ]
    )
    assert made[FIRST, True].showed == 6
    assert made[FIRST, False].showed == 4


@pytest.mark.parametrize("showed", [-1, 11, 2.5, True])
def test_a_rating_is_a_whole_number_from_0_to_10(showed):
    with pytest.raises(Refusal):
        Rating(FIRST, by_client=True, showed=showed)


def test_a_place_has_to_be_one_of_three():
    with pytest.raises(Refusal):
        Rating(FIRST, by_client=True, showed=3, places=("elsewhere",))


# -- which moments follow the focus ------------------------------------------------------------


def moments(text: str) -> list[dict[str, str]]:
    """A row a moment, a column a part, "-" where nothing is coded."""
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return [
        {part: code for part, code in zip(head, row, strict=True) if code != "-"} for row in rows
    ]


EVIDENCE = """
wish      | response | self      | other     | affect | defence
be_valued | rejects  | worthless | rejecting | shame  | withdraw
be_valued | rejects  | worthless | -         | shame  | please
be_valued | ignores  | worthless | rejecting | anger  | joke
"""


def test_the_focus_in_codes_is_where_its_evidence_agrees():
    assert following.focus_in_codes(moments(EVIDENCE)) == {
        "wish": "be_valued",
        "response": "rejects",
        "self": "worthless",
        "other": "rejecting",
        "affect": "shame",  # two of three; what they did with it is left open
    }


def test_two_codes_as_frequent_leave_a_part_open():
    assert following.focus_in_codes(
        moments("""
self      | affect
worthless | shame
worthless | shame
alone     | shame
alone     | -
""")
    ) == {"affect": "shame"}


def test_one_moment_alone_is_no_evidence_of_what_recurs():
    assert following.focus_in_codes(moments("self\nworthless")) == {}


def test_a_moment_follows_when_two_or_more_and_half_of_what_can_be_compared_agree():
    focus = following.focus_in_codes(moments(EVIDENCE))
    new = moments("""
wish      | response | self      | other     | affect | defence
be_valued | rejects  | worthless | rejecting | shame  | -
be_valued | helps    | worthless | kind      | joy    | -
be_valued | helps    | proud     | kind      | joy    | -
-         | -        | worthless | -         | shame  | withdraw
-         | -        | worthless | -         | anger  | -
-         | -        | worthless | -         | -      | withdraw
-         | -        | -         | -         | -      | -
""")
    assert [str(following.follows(codes, focus)) for codes in new] == [
        "follows",  # five of five
        "does not",  # two of five
        "does not",  # one of five
        "follows",  # two of two: what they did is no part of this focus in codes
        "does not",  # one of two: two at least have to agree
        "too little coded",
        "too little coded",
    ]


def test_without_a_focus_in_codes_nothing_is_said():
    assert following.follows({"self": "worthless"}, {}) is Follows.OPEN


# -- the share of new moments ------------------------------------------------------------------


def told(calendar: str) -> list[tuple[date, Follows]]:
    """Moments in a calendar: y follows, n does not, o has too little coded."""
    says = {"y": Follows.YES, "n": Follows.NO, "o": Follows.OPEN}
    marks = "".join(calendar.split())
    return [(FIRST + timedelta(n), says[mark]) for n, mark in enumerate(marks) if mark in says]


def test_moments_are_counted_by_four_weeks_from_the_day_after_the_agreement():
    """Agreed on the first Tuesday: what was told on it, and before, is no news."""
    made = stretches.new_moments(
        told("yy.y... .y..n.. .o..... ....n.. y.n.... ......."),
        agreed_on=FIRST + timedelta(days=1),
        until=FIRST + timedelta(days=41),
        parts=4,
    )
    assert made.whole == share.Counted(3, 6)
    assert [(one.weeks, one.counted) for one in made.stretches] == [
        ("Weeks 1 to 4", share.Counted(3, 5)),
        ("Weeks 5 to 8", share.Counted(0, 1)),
    ]
    assert made.open == 1


@pytest.mark.parametrize(
    ("follow", "told", "low", "high"),
    [
        (0, 3, 2, 80),
        (2, 4, 17, 95),
        (6, 12, 30, 95),
        (0, 12, 1, 39),
        (12, 12, 78, 100),
        (3, 24, 3, 51),
        (18, 24, 63, 98),
    ],
)
def test_the_share_has_an_interval_that_allows_for_miscoding(follow, told, low, high):
    """In per cent, nine times in ten; half of twelve may be a third or nearly all of them."""
    found = share.share(share.Counted(follow, told)).interval(share.INTERVAL)
    assert [round(end * 100) for end in found] == [low, high]


# -- mood and the focus -------------------------------------------------------------------------


def by_week(values) -> dict[date, float]:
    """Values of weeks one after another; None is a week without one."""
    return {
        FIRST + timedelta(weeks=n): value for n, value in enumerate(values) if value is not None
    }


RATED = (7, 3, 8, 4, 6, 2, 7, 3, 5, 2)
GOES_WITH = (16, 9, 17, 10, 14, 7, 15, 9, 12, 7)
NO_MATTER = (12, 11, 13, 12, 11, 12, 13, 11, 12, 12)


def test_below_eight_weeks_it_cannot_be_told():
    made = looking.look("PHQ-9", by_week(RATED[:7]), by_week(GOES_WITH), later=False)
    assert made.spread is None
    assert made.says == "Cannot tell yet: 7 weeks have both a rating and a PHQ-9, and it takes 8."


def test_only_weeks_with_both_count():
    scores = by_week((16, None, 17, None, 14, 7, 15, 9, 12, 7))
    assert looking.look("PHQ-9", by_week(RATED), scores, later=False).weeks == 8


def test_the_week_after_needs_a_score_a_week_later():
    made = looking.look("PHQ-9", by_week(RATED), by_week(GOES_WITH), later=True)
    assert made.weeks == 9  # the last week has nothing after it


def test_what_goes_together_is_said_in_points_and_never_as_a_cause():
    made = looking.look("PHQ-9", by_week(RATED), by_week(GOES_WITH), later=False)
    assert made.tells
    assert made.says == (
        "In weeks in which the focus showed more, PHQ-9 was higher: by about 1.6 points for each"
        " point of the rating (between 1.2 and 1.9), over 10 weeks."
    )
    assert "cause" not in made.says


def test_what_does_not_go_together_is_not_told_either_way():
    made = looking.look("GAD-7", by_week(RATED), by_week(NO_MATTER), later=False)
    assert not made.tells
    assert made.says.startswith("Cannot tell from 10 weeks: for each point of the rating GAD-7 may")


def test_a_rating_that_hardly_changes_tells_nothing():
    made = looking.look("PHQ-9", by_week([5, 5, 6] * 4), by_week([9, 12, 10] * 4), later=False)
    assert made.says == "Cannot tell: the rating hardly changed in these weeks."


def test_two_things_that_both_get_better_do_not_go_together_for_that():
    """Both fall by the week and nothing else joins them: without the drift it would look so."""
    rated = [9, 9, 8, 8, 7, 6, 6, 5, 4, 4, 3, 2]
    scores = [19, 17, 18, 16, 14, 15, 12, 12, 10, 11, 8, 8]
    assert not looking.look("PHQ-9", by_week(rated), by_week(scores), later=False).tells
