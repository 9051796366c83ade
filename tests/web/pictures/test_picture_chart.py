"""Charts: scores where they belong, thresholds only where known, gaps as gaps."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.web.pictures.chart import Chart, Measure, Range, Score, draw_chart, goal
from betweenus.web.pictures.lettering import text_width
from betweenus.web.pictures.places import Place
from betweenus.web.pictures.sparkline import draw_sparkline
from tests.web.pictures import examples
from tests.web.pictures.reading import SVG, kinds_in, parsed, said_in, told, words_in


def chart(*measures, sessions=16, **more):
    return draw_chart(Chart(measures, sessions, examples.stretches(sessions), **more))


def points(drawing):
    circles = parsed(drawing).iter(f"{SVG}circle")
    return [circle for circle in circles if "pic-point" in circle.get("class", "").split()]


def figures(drawing):
    """The room of every figure and label inside the plane."""
    return [
        Place(
            float(text.get("x")),
            float(text.get("y")),
            text_width(text.text, float(text.get("font-size"))) - 2,
            float(text.get("font-size")) - 2,
        )
        for text in parsed(drawing).iter(f"{SVG}text")
        if "pic-halo" in text.get("class").split()
    ]


def test_lower_scores_lie_lower_and_later_ones_further_right():
    drawn = points(chart(examples.phq9((20, 10, 15, 5))).wide)[:4]
    across = [float(point.get("cx")) for point in drawn]
    down = [float(point.get("cy")) for point in drawn]
    assert across == sorted(across)
    assert down[0] < down[2] < down[1] < down[3]


def test_the_scores_are_written_beside_their_points():
    said = words_in(chart(examples.phq9((18, 17, 11))).wide)
    assert {"18", "17", "11"} <= set(said)


def test_a_missing_week_breaks_the_line():
    whole = chart(examples.phq9((18, 17, 16, 15)))
    broken = chart(examples.phq9((18, 17, None, 15, 14)))
    assert kinds_in(whole.wide).count("pic-line") == 1
    assert kinds_in(broken.wide).count("pic-line") == 2


def test_a_missing_week_is_said_in_the_table():
    rows = chart(examples.phq9((18, None, 15))).twin.rows
    assert rows == (
        ("1", "", "18", "Moderately severe"),
        ("2", "", "no score", ""),
        ("3", "", "15", "Moderately severe"),
    )


def test_an_estimated_score_is_hollow_and_says_so():
    picture = chart(Measure("PHQ-9", 0, 27, (Score(1, 12, "Tuesday 3 March", prorated=True),)))
    assert "pic-point--hollow" in kinds_in(picture.narrow)
    assert "estimated, some answers missing" in said_in(picture.narrow)
    assert picture.twin.rows == (("1", "Tuesday 3 March", "12 (estimated)"),)


def test_bands_and_phases_are_named_and_the_case_level_is_labelled():
    for drawing in (chart(examples.phq9()).wide, chart(examples.phq9()).narrow):
        said = said_in(drawing)
        for words in ("Minimal", "Moderately severe", "Severe", "Initial", "Middle", "Ending"):
            assert words in said
        assert re.search(r"Case level: 10( or more|\+)", said)


def test_the_case_level_moves_to_the_key_when_the_scores_leave_no_room():
    crowded = tuple(9 + (n % 2) * 2 for n in range(60))
    picture = chart(examples.phq9(crowded), sessions=60)
    assert words_in(picture.narrow)[-1] == "Case level: 10 or more"


def test_nothing_is_called_reliable_without_a_figure_for_it():
    known = chart(examples.phq9((18, 11)))
    unknown = chart(replace(examples.phq9((18, 11)), reliable_change=None))
    assert "pic-change" in kinds_in(known.wide)
    assert "less than 6 from the first score" in said_in(known.wide)
    assert "pic-change" not in kinds_in(unknown.wide)
    assert "reliable" not in said_in(unknown.wide) + told(unknown.wide)[1]


@pytest.mark.parametrize(("lower_is_better", "best"), [(True, "best 7"), (False, "best 19")])
def test_the_best_is_the_best_for_this_measure(lower_is_better, best):
    measure = replace(examples.phq9((18, 19, 7, 9)), lower_is_better=lower_is_better)
    assert f"First 18, latest 9, {best}" in said_in(chart(measure).wide)


def test_one_score_has_no_best_and_no_line():
    picture = chart(examples.phq9((12,)))
    assert "First 12" in said_in(picture.wide)
    assert "best" not in said_in(picture.wide)
    assert "pic-line" not in kinds_in(picture.wide)


def test_without_scores_it_says_what_will_come():
    picture = chart(examples.phq9(()), empty="Nothing yet. PHQ-9 comes before session 1.")
    for drawing in (picture.wide, picture.narrow):
        assert "Nothing yet. PHQ-9 comes before session 1." in said_in(drawing)
        assert told(drawing)[1] == "Nothing yet. PHQ-9 comes before session 1."
    assert picture.twin.rows == ()


def test_one_empty_measure_beside_another_is_still_a_chart():
    picture = chart(examples.phq9((18, 17)), examples.gad7(()))
    assert "No scores yet" in said_in(picture.wide)
    assert picture.twin.rows[0] == ("1", "", "18", "Moderately severe", "no score", "")


def test_the_end_of_a_course_is_marked():
    picture = chart(examples.phq9(examples.FALLING[:10]), ended_after=10)
    assert "Ended" in words_in(picture.wide)
    assert "pic-end" in kinds_in(picture.wide)
    assert "ended after session 10" in told(picture.wide)[1]


def test_a_score_from_assessment_stands_before_the_first_session():
    picture = chart(examples.phq9((19, 18), first=0))
    assert "A" in words_in(picture.wide)
    assert picture.twin.rows[0][0] == "Assessment"


def test_goals_are_joined_across_sessions_and_keep_their_own_words():
    mine = goal("Sleep", (Score(4, 2), Score(8, 5)), ends=("not at all", "completely"))
    picture = chart(mine)
    assert kinds_in(picture.wide).count("pic-line") == 1
    assert {"Sleep", "not at all", "completely"} <= set(words_in(picture.narrow))
    assert picture.twin.rows == (("4", "", "2"), ("8", "", "5"))


@given(
    st.lists(st.none() | st.integers(0, 27), min_size=1, max_size=60),
    st.none() | st.integers(1, 60),
)
def test_any_course_of_scores_can_be_drawn(found, ended):
    measure = examples.phq9(tuple(found))
    picture = chart(measure, sessions=60, ended_after=ended)
    if measure.scores:
        latest = str(measure.scores[-1].value)
        assert f"latest {latest}" in said_in(picture.wide) or len(measure.scores) == 1
    for drawing in (picture.wide, picture.narrow):
        over = [(a, b) for a, b in combinations(figures(drawing), 2) if a.overlaps(b)]
        assert not over


@pytest.mark.parametrize(
    "scores", [(Score(2, 5), Score(1, 5)), (Score(1, 5), Score(1, 6)), (Score(1, 28),)]
)
def test_scores_that_cannot_be_are_refused_at_birth(scores):
    with pytest.raises(AssertionError):
        Measure("PHQ-9", 0, 27, scores)


def test_a_sparkline_says_its_figures_and_breaks_at_gaps():
    drawing = parsed(draw_sparkline(examples.phq9((18, 17, None, 9)), 16))
    assert drawing.get("aria-label") == "PHQ-9. First 18, latest 9, best 9"
    line = next(p for p in drawing.iter(f"{SVG}path") if p.get("class") == "pic-spark-line")
    assert line.get("d").count("M") == 2


def test_a_sparkline_without_scores_is_empty_and_says_so():
    drawing = draw_sparkline(examples.phq9(()), 16)
    assert "No scores yet" in drawing
    assert "pic-spark-dot" not in drawing


def test_an_expected_course_is_shaded_named_and_in_the_table():
    measure = replace(examples.phq9((18, 15)), ranges=(Range(1, 12, 20), Range(2, 8, 17)))
    drawn = chart(measure)
    assert kinds_in(drawn.wide).count("pic-expected") == 2  # the shade and its key
    assert "8 to 17" in str(drawn.table)
    assert "pic-expected" not in kinds_in(chart(examples.phq9((18, 15))).wide)


def test_a_level_nobody_has_checked_says_so_in_the_drawing():
    marked = replace(examples.phq9((18, 15)), case_mark="unverified", change_mark="unverified")
    said = said_in(chart(marked).wide)
    assert "Case level: 10 or more (unverified)" in said
    assert "no reliable change (unverified)" in said
