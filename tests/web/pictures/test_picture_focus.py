"""The focus as a picture: every part in its place, nothing shown that must not be."""

import pytest

from betweenus.web.pictures.focus import Focus, Voice, draw_focus
from tests.web.pictures import examples
from tests.web.pictures.reading import kinds_in, said_in, told


def drawings(picture):
    return picture.wide, picture.narrow


@pytest.mark.parametrize("focus", [examples.focus(), examples.long_focus()])
def test_every_word_is_drawn_and_none_cut(focus):
    for drawing in drawings(draw_focus(focus)):
        said = said_in(drawing)
        for words in (focus.self_view, focus.other_view, focus.defence, focus.cost):
            assert words in said.replace("- ", "-")
        for feeling in (*focus.shown, *focus.hidden):
            assert feeling in said


def test_what_shows_and_what_is_hidden_differ_in_shape():
    for drawing in drawings(draw_focus(examples.focus())):
        assert {"pic-focus-shown", "pic-focus-hidden"} <= set(kinds_in(drawing))


def test_empty_parts_invite():
    for drawing in drawings(draw_focus(Focus())):
        assert kinds_in(drawing).count("pic-focus--empty") == 5
        assert "When this happens, I feel I am …" in said_in(drawing)
    assert [row[1] for row in draw_focus(Focus()).twin.rows] == ["not yet put into words"] * 5


@pytest.mark.parametrize(
    ("withheld", "heading"), [("defence", "How I keep safe"), ("hidden", "Underneath")]
)
def test_a_part_that_is_not_for_this_reader_leaves_no_trace(withheld, heading):
    picture = draw_focus(Focus("small", "tall", ("fear",), **{withheld: None}))
    for drawing in drawings(picture):
        assert heading not in said_in(drawing)
        assert heading not in told(drawing)[1]
    assert heading not in [row[0] for row in picture.twin.rows]


def test_a_cost_hangs_on_a_defence_that_may_be_seen():
    assert "What it costs me" in said_in(draw_focus(examples.focus()).wide)
    assert "What it costs me" not in said_in(draw_focus(Focus("small", defence="hiding")).wide)


def test_the_clinician_reads_the_short_words():
    picture = draw_focus(examples.focus(), voice=Voice.CLINICIAN)
    assert [row[0] for row in picture.twin.rows] == [
        "Self",
        "Affect shown",
        "Affect hidden",
        "Other",
        "Defence",
        "Cost",
    ]
