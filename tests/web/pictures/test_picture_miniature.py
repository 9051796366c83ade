"""The ribbon in miniature: place, phase and warning in one row of a caseload."""

import itertools
import re

import pytest

from betweenus.web.pictures.miniature import draw_miniature
from betweenus.web.pictures.ribbon import GateState
from tests.web.pictures.reading import SVG, kinds_in, parsed

PHASES = (("Initial", 4), ("Middle", 12), ("Ending", 16))


@pytest.mark.parametrize("attended", range(17))
def test_as_many_cells_are_filled_as_sessions_were_attended(attended):
    drawing = draw_miniature(PHASES, attended=attended, now=min(attended + 1, 16))
    kinds = kinds_in(drawing)
    assert kinds.count("pic-cell-had") + kinds.count("pic-cell-now") == attended
    assert len(parsed(drawing).findall(f"{SVG}rect")) == 16


def test_cells_follow_one_another_inside_the_strip():
    rects = parsed(draw_miniature(PHASES, attended=6, now=7)).findall(f"{SVG}rect")
    edges = [(float(r.get("x")), float(r.get("x")) + float(r.get("width"))) for r in rects]
    assert all(a[1] < b[0] for a, b in itertools.pairwise(edges))
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 160


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"attended": 5, "now": 6}, "Session 6 of 16, Middle"),
        ({"attended": 0, "now": 0}, "Not begun, 16 sessions"),
        ({"attended": 10, "now": 10, "ended": True}, "Ended after session 10 of 16"),
        (
            {"attended": 4, "now": 5, "flag": GateState.RED},
            "Session 5 of 16, Middle, something is overdue",
        ),
    ],
)
def test_it_is_said_in_words(values, words):
    drawing = parsed(draw_miniature(PHASES, **values))
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == words
    assert drawing.find(f"{SVG}title").text == words


def test_the_two_warnings_differ_in_shape():
    shapes = {
        flag: re.search(r'd="([^"]+)"', draw_miniature(PHASES, attended=4, now=5, flag=flag))[1]
        for flag in (GateState.AMBER, GateState.RED)
    }
    assert shapes[GateState.AMBER] != shapes[GateState.RED]


def test_a_phase_name_cannot_become_markup():
    drawing = draw_miniature((("<b>&", 16),), attended=1, now=2)
    assert parsed(drawing).get("aria-label") == "Session 2 of 16, <b>&"


def test_two_hundred_rows_cost_little_to_send():
    assert len(draw_miniature(PHASES, attended=6, now=7)) < 1600
