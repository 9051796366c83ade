"""The time line and the intervals: everything lies in its week and on its scale."""

import pytest

from betweenus.web.pictures.intervals import Bar, draw_intervals, of_points
from betweenus.web.pictures.timeline import Line, Panel, Pen, Stretch, draw_timeline
from tests.web.pictures.reading import SVG, kinds_in, parsed, said_in, told
from tests.web.pictures.timelines import CLIENT, THERAPIST, intervals, timeline


def marks(drawing, kind: str) -> list[tuple[float, float]]:
    """Where the discs of a kind lie."""
    return [
        (float(one.get("cx")), float(one.get("cy")))
        for one in parsed(drawing).iter(f"{SVG}circle")
        if one.get("class") == kind
    ]


def boxes(drawing, kind: str) -> list[tuple[float, float]]:
    """Left and right edge of every box of a kind."""
    return [
        (float(one.get("x")), float(one.get("x")) + float(one.get("width")))
        for one in parsed(drawing).iter(f"{SVG}rect")
        if one.get("class") == kind
    ]


def only(**lines) -> Panel:
    """A panel with one line."""
    return Panel("How much it showed", 0, 10, (Line("Tom", Pen.FIRST, lines["values"]),))


def test_a_later_week_lies_further_right_and_a_higher_value_further_up():
    drawn = draw_timeline(timeline(panels=(only(values=CLIENT),), rows=(), below=())).narrow
    places = marks(drawn, "pic-week-mark--first")
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    by_value = sorted(zip((value for _, value in CLIENT), (y for _, y in places), strict=True))
    heights = [y for _, y in by_value]
    assert heights == sorted(heights, reverse=True)


def test_the_two_sides_have_marks_of_their_own_and_not_only_a_colour():
    drawn = draw_timeline(timeline(rows=(), below=())).wide
    kinds = kinds_in(drawn)
    assert kinds.count("pic-week-mark--first") == len(CLIENT) + 1  # and one in the key
    assert kinds.count("pic-week-mark--second") == len(THERAPIST) + 1


def test_a_line_is_interrupted_where_weeks_are_missing():
    drawn = draw_timeline(timeline(panels=(only(values=CLIENT),), rows=(), below=())).wide
    strokes = [
        one for one in parsed(drawn).iter(f"{SVG}path") if one.get("class") == "pic-week--first"
    ]
    assert len(strokes) == len(CLIENT) - 2  # not across the weeks without a rating


def test_a_break_is_on_every_ground_and_in_the_words():
    drawn = draw_timeline(timeline()).wide
    on_grounds = boxes(drawn, "pic-break")
    assert len(on_grounds) == 1 + 2 + 1 + 1  # a panel, two rows, a panel below, the key
    assert "Break 9 to 20 Feb" in told(drawn)[1]


def test_sessions_held_to_come_and_not_held_are_told_apart():
    said = said_in(draw_timeline(timeline()).wide)
    for words in ("session held", "session to come", "booked, not held", "break"):
        assert words in said
    plain = said_in(draw_timeline(timeline(meetings=(), breaks=())).wide)
    assert "session" not in plain


def test_what_a_screen_reader_is_told_has_first_and_latest_of_each_side():
    _, description = told(draw_timeline(timeline()).wide)
    assert "Tom: first 8, latest 3" in description
    assert "PHQ-9: first 18, latest 15" in description


def test_nothing_rated_yet_is_said():
    empty = Panel("How much it showed", 0, 10, (Line("Tom", Pen.FIRST, ()),))
    assert "Tom: none yet" in said_in(draw_timeline(timeline(panels=(empty,))).narrow)


@pytest.mark.parametrize("weeks", [1, 2, 40, 80])
def test_it_is_drawn_for_short_and_long_courses(weeks):
    values = timeline(
        weeks=tuple(f"{n} Feb" for n in range(weeks)),
        panels=(only(values=((0.5, 3),)),),
        rows=(),
        below=(),
        meetings=(),
        phases=(Stretch("Initial", 0, weeks),),
        breaks=(),
    )
    assert "Initial" in said_in(draw_timeline(values).wide)


def test_what_lies_outside_the_weeks_or_the_scale_is_refused():
    with pytest.raises(AssertionError):
        timeline(panels=(only(values=((25.5, 3),)),))
    with pytest.raises(AssertionError):
        only(values=((0.5, 11),))


def test_a_wider_interval_is_a_longer_bar_and_an_unknown_one_is_none():
    drawn = draw_intervals(intervals(), name="share").narrow
    (left, right), (left2, right2) = boxes(drawn, "pic-interval")
    assert right - left > right2 - left2
    assert "no moment told that can be compared" in said_in(drawn)


def test_the_line_of_no_difference_runs_through_no_words():
    drawn = draw_intervals(intervals(line=0.5), name="mood").narrow
    pieces = [one for one in parsed(drawn).iter(f"{SVG}line") if one.get("class") == "pic-case"]
    words = [float(one.get("y")) for one in parsed(drawn).iter(f"{SVG}text")]
    assert len(pieces) == 3
    for piece in pieces:
        assert not any(float(piece.get("y1")) < y <= float(piece.get("y2")) for y in words)


def test_the_table_beside_it_has_the_same_facts():
    drawn = draw_intervals(intervals(), name="share")
    assert drawn.twin.rows[0] == ("In all", "5 of 10, between 28% and 95%")


def test_a_scale_of_points_is_even_around_no_difference():
    reach, places = of_points(-0.6, 1.7)
    assert reach == 2
    assert places == ((-2, "2 lower"), (0, "no difference"), (2, "2 higher"))
    drawn = draw_intervals(
        intervals(
            bars=(Bar("PHQ-9", "0.6 lower to 1.7 higher", -0.6, 0.2, 1.7),),
            lowest=-reach,
            highest=reach,
            marks=places,
            line=0,
        ),
        name="mood",
    ).wide
    (through,) = [one for one in parsed(drawn).iter(f"{SVG}line") if one.get("class") == "pic-case"]
    ((left, right),) = boxes(drawn, "pic-interval")
    assert left < float(through.get("x1")) < right
