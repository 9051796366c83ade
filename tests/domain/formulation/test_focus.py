"""The focus: what each state needs, what the client sees, what changed between two wordings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.formulation.comparing import Change, compare, compare_parts
from betweenus.domain.formulation.focus import (
    PART_WORDS,
    Affect,
    Focus,
    check_for,
    for_client,
    from_parts,
    sentences,
)
from betweenus.domain.formulation.states import MOVES, FocusState, check_move
from betweenus.domain.refusals import Refusal

WHOLE = Focus(
    self_view="a nuisance",
    other_view="already fed up with me",
    affects=(Affect("shame"), Affect("longing", shown=False)),
    defence="asks for nothing",
    origins="his mother's migraines",
    cost="flat and alone",
    plain="When I need something I feel a nuisance. I keep quiet. Nobody finds out what I need.",
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One.", 1),
        ("no stop at the end", 1),
        ("Dr. Ade said e.g. this. “Fine.” And then… nothing? Yes!", 4),
        ("I wait… and wait.", 1),
        ("She said “no.” I left.", 2),
        ("First line.\nSecond line.", 2),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text, count):
    assert sentences(text) == count


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
    for private in (WHOLE.defence, WHOLE.origins, WHOLE.cost):
        assert private not in seen
    assert WHOLE.plain in seen


def test_the_picture_reaches_the_client_once_agreed():
    assert for_client(WHOLE, FocusState.SHARED).self_view == ""
    assert for_client(WHOLE, FocusState.AGREED).hidden == ("longing",)


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


def test_feelings_are_compared_by_name_and_depth():
    after = Focus(affects=(Affect("shame"), Affect("anger", shown=False))).as_parts()
    parts = {p.key: p for p in compare_parts(WHOLE.as_parts(), after, tuple(PART_WORDS))}
    assert parts["affects"].changed
    assert "anger" in "".join(s.text for s in parts["affects"].segments)
