"""Words into lines: nothing lost, nothing wider than its room."""

from hypothesis import given
from hypothesis import strategies as st

from betweenus.web.pictures.lettering import balanced, fit, text_width, wrap

words = st.text(st.characters(categories=["L", "N", "P"]), max_size=60) | st.text(
    "ab W-", max_size=60
)


@given(words, st.integers(20, 300))
def test_no_letter_is_lost_and_no_line_is_too_wide(text, room):
    for lines in (wrap(text, 13, room), balanced(text, 13, room)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(text_width(line, 13) <= room or len(line) == 1 for line in lines)


def test_words_break_at_spaces_then_after_hyphens_then_anywhere():
    assert wrap("one two", 10, text_width("one tw", 10)) == ["one", "two"]
    assert wrap("Anne-Marie", 10, text_width("Anne-Mar", 10)) == ["Anne-", "Marie"]
    assert wrap("aaaa", 10, text_width("aaa", 10)) == ["aaa", "a"]


def test_balanced_lines_leave_no_lonely_last_word():
    text, room = "about to lose patience with me", text_width("about to lose patience with", 10)
    assert wrap(text, 10, room)[-1] == "me"
    assert balanced(text, 10, room)[-1] != "me"
    assert len(balanced(text, 10, room)) == 2


def test_what_is_left_out_is_marked():
    assert fit("a long way home", 10, text_width("a long way", 10)).endswith("…")
    assert wrap("one two three four", 10, 30, most=2)[-1].endswith("…")


def test_an_accent_takes_no_room_of_its_own():
    assert text_width("é", 10) == text_width("e", 10) == text_width("e\u0301", 10)
