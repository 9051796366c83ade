"""The focus: what each state needs, what the client sees, what changed between two wordings."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.formulation.comparing import Change, compare, compare_parts
from betweenus.domain.formulation.focus import (
    PART_WORDS,
    Affect,
    Focus,
    cautions,
    check_for,
    for_client,
    from_parts,
    missing_for,
    newest_for_client,
)
from betweenus.domain.formulation.states import MOVES, FocusState, check_move, drawing
from betweenus.domain.refusals import Refusal

WHOLE = Focus(
    self_view="a nuisance",
    other_view="already fed up with me",
    affects=(Affect("shame"), Affect("longing", shown=False)),
    defence="asks for nothing",
    origins="his mother's migraines",
    cost="flat and alone",
    reversed="makes others feel they ask too much",
    plain="When I need something I feel a nuisance. I keep quiet. Nobody finds out what I need.",
)


def test_a_draft_may_be_empty():
    check_for(Focus(), FocusState.DRAFT)


@pytest.mark.parametrize(
    ("focus", "state", "part"),
    [
        (Focus(other_view="x", affects=(Affect("y"),)), FocusState.SAID, "self"),
        (Focus(self_view="x", affects=(Affect("y"),)), FocusState.SAID, "other"),
        (Focus(self_view="x", other_view="y"), FocusState.SAID, "affects"),
        (Focus("x", "y", affects=(Affect("z"),)), FocusState.SHARED, "plain"),
        (Focus("x", "y", affects=(Affect("z"),), plain="A. " * 6), FocusState.AGREED, "plain"),
    ],
)
def test_a_state_names_the_part_it_still_needs(focus, state, part):
    with pytest.raises(Refusal) as refused:
        check_for(focus, state)
    assert refused.value.field == part
    assert refused.value.todo


def test_more_than_three_feelings_are_refused():
    with pytest.raises(Refusal):
        Focus(affects=tuple(Affect(name) for name in "abcd"))


@pytest.mark.parametrize("state", [FocusState.DRAFT, FocusState.SAID, FocusState.REVISED])
def test_the_client_sees_nothing_before_it_was_said_and_shared(state):
    assert for_client(WHOLE, state) is None


@pytest.mark.parametrize("state", [FocusState.SHARED, FocusState.AGREED])
def test_the_client_never_sees_the_therapists_parts(state):
    seen = repr(for_client(WHOLE, state))
    for private in (WHOLE.defence, WHOLE.origins, WHOLE.cost, WHOLE.reversed, "longing"):
        assert private not in seen
    assert WHOLE.plain in seen


def test_the_picture_reaches_the_client_once_agreed():
    assert for_client(WHOLE, FocusState.SHARED).self_view == ""
    view = for_client(WHOLE, FocusState.AGREED)
    assert (view.self_view, view.other_view) == (WHOLE.self_view, WHOLE.other_view)
    assert view.shown == ("shame",)


OLD, NEW = replace(WHOLE, plain="The old words."), replace(WHOLE, plain="The new words.")


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("agreed", "draft", "The old words."),
        ("agreed", "said", "The old words."),
        ("agreed", "shared", "The new words."),
        ("revised", "agreed", "The new words."),
        ("shared", "draft", "The old words."),
        ("said", "draft", None),
        ("draft", "draft", None),
    ],
)
def test_the_client_keeps_the_words_they_have_until_new_ones_are_shared(old, new, seen):
    view = newest_for_client([(OLD, FocusState(old)), (NEW, FocusState(new))])
    assert (view.plain if view else None) == seen


def test_everything_that_is_missing_is_said_at_once():
    lacking = missing_for(Focus(plain="One. " * 6), FocusState.SHARED)
    assert [refusal.field for refusal in lacking] == ["self", "other", "affects", "plain"]
    assert "6 sentences" in lacking[-1].what


def test_jargon_and_length_are_cautioned_about_and_do_not_block():
    focus = replace(WHOLE, plain="In the transference you feel small. It affects me too.")
    assert cautions(focus) == ("Words the client may not know: transference.",)
    check_for(focus, FocusState.AGREED)
    assert "6 sentences" in cautions(replace(WHOLE, plain="One. " * 6))[0]
    assert cautions(WHOLE) == ()


def test_typed_parts_are_tidied_and_nothing_unknown_breaks_them():
    focus = from_parts(
        {"self": "  small ", "affects": [{"name": " ", "shown": True}, {"name": "shame "}], "x": 1}
    )
    assert focus == Focus(self_view="small", affects=(Affect("shame"),))
    assert from_parts({"affects": None, "plain": None}) == Focus()


def test_sharing_before_saying_is_refused_with_what_to_do():
    with pytest.raises(Refusal) as refused:
        check_move(FocusState.DRAFT, FocusState.SHARED)
    assert "in the room" in refused.value.todo


def test_only_the_drawn_moves_are_possible():
    for present in FocusState:
        for to in FocusState:
            if to in MOVES[present]:
                check_move(present, to)
            else:
                with pytest.raises(Refusal):
                    check_move(present, to)


def test_parts_are_stored_and_read_back():
    assert from_parts(WHOLE.as_parts()) == WHOLE
    assert set(WHOLE.as_parts()) == set(PART_WORDS)


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_gives_both_texts_back(before, after):
    segments = compare(before, after)
    assert "".join(s.text for s in segments if s.change is not Change.ADDED) == "".join(
        _words(before)
    )
    assert "".join(s.text for s in segments if s.change is not Change.REMOVED) == "".join(
        _words(after)
    )


def _words(text):
    from betweenus.domain.formulation.comparing import _WORD

    return _WORD.findall(text)


def test_the_changed_words_are_marked_and_no_others():
    found = [(s.change, s.text.strip()) for s in compare("I feel small here.", "I feel tiny here.")]
    assert (Change.REMOVED, "small") in found
    assert (Change.ADDED, "tiny") in found
    assert all(s[0] is Change.SAME for s in found if s[1] not in ("small", "tiny"))


def _marked(before, after):
    marks = {Change.SAME: "{}", Change.ADDED: "[+{}]", Change.REMOVED: "[-{}]"}
    return "".join(marks[s.change].format(s.text) for s in compare(before, after))


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("I feel small here", "I feel small, here", "I feel small[+,] here"),
        ("I wait.", "I wait!", "I wait[-.][+!]"),
        ("I am a burden.", "I am the easy one.", "I am [-a burden][+the easy one]."),
        ("I don’t ask", "I do ask", "I [-don’t][+do] ask"),
        ("", "New.", "[+New.]"),
        ("Old.", "", "[-Old.]"),
        ("Same.", "Same.", "Same."),
        ("", "", ""),
        ("keep quiet, and go", "shout, and go", "[-keep quiet][+shout], and go"),
    ],
)
def test_a_reader_sees_what_changed(before, after, marked):
    assert _marked(before, after) == marked


def test_the_drawing_shows_every_move_and_who_may_make_it():
    drawn = drawing()
    assert "[*] --> draft" in drawn
    assert "revised --> [*]" in drawn
    for present, afters in MOVES.items():
        for to in afters:
            assert f"    {present} --> {to}\n" in drawn
            assert f"| {present} | {to} | the therapist" in drawn


def test_feelings_are_compared_by_name_and_depth():
    after = Focus(affects=(Affect("shame"), Affect("anger", shown=False))).as_parts()
    parts = {p.key: p for p in compare_parts(WHOLE.as_parts(), after, tuple(PART_WORDS))}
    assert parts["affects"].changed
    assert "anger" in "".join(s.text for s in parts["affects"].segments)
