"""What of a session tells a moment with somebody, and what does not."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.telling import Said, find_passages, sentences, with_client

SESSION = [
    ("T", "How has the week been?"),
    ("C", "Not great. I'm tired, I don't sleep."),
    ("T", "What happened?"),
    ("C", "Well, on Sunday my mum rang and said I never visit. I said I was sorry. I felt awful."),
    ("T", "And then?"),
    ("C", "I just went quiet, I felt about two inches tall."),
    ("T", "Mm. Karen told you that before?"),
    ("C", "I might look for another job, I suppose."),
    ("T", "We have a few minutes left."),
    ("C", "Yes, it's gone quickly."),
]


def told(turns=SESSION):
    return with_client([Said(speaker, text) for speaker, text in turns])


def test_a_told_moment_is_found_with_what_follows_it():
    (passage,) = find_passages(told(), names=["Mum"])
    assert (passage.first, passage.last) == (3, 5)
    assert passage.text.startswith("Well, on Sunday my mum rang")
    assert passage.text.endswith("two inches tall.")
    assert "And then?" not in passage.text, "only the client's own words are quoted"
    assert passage.people == ("Mum",)
    assert passage.why.startswith("Names Mum; what they did")


def test_what_the_therapist_says_is_never_a_passage():
    only = [Said("T", "Your mother told me she shouted at you yesterday and you cried.", False)]
    assert find_passages(only) == ()


def test_how_things_are_is_no_passage():
    assert (
        find_passages(told([("C", "I am tired. I don't sleep."), ("C", "It is work, I think.")]))
        == ()
    )


def test_at_most_a_quarter_is_flagged_however_much_is_told():
    turn = "On Sunday my mum rang and said I was useless and I shouted at her."
    turns = [Said("C", f"{turn} That was time {number}.", True) for number in range(40)]
    found = find_passages(turns)
    assert sum(one.last - one.first + 1 for one in found) <= 10 + 2 * len(found)


def test_somebody_else_begins_a_passage_of_their_own():
    turns = [
        Said("", "Yesterday my boss told me off in the meeting and I went red."),
        Said("", "Last night my mum rang and said I never visit and I hung up."),
    ]
    assert [one.people for one in find_passages(turns)] == [("boss",), ("mother",)]


def test_a_note_without_speakers_is_looked_at_sentence_by_sentence():
    turns = [Said("", "Slept badly."), Said("", "Her boss snapped at her on Monday and she cried.")]
    (passage,) = find_passages(turns)
    assert (passage.first, passage.last) == (1, 1)


def test_the_same_turns_give_the_same_passages_and_names_do_not_matter():
    for seed in range(20):
        order = random.Random(seed).sample(SESSION, len(SESSION))
        assert find_passages(told(order)) == find_passages(told(order))
        renamed = [(who, text.replace("mum", "sister")) for who, text in order]
        spans = [(one.first, one.last) for one in find_passages(told(order))]
        assert spans == [(one.first, one.last) for one in find_passages(told(renamed))]


def test_a_moment_told_in_short_sentences_of_a_note_is_found_as_a_whole():
    note = (
        "Slept all right. Mum came for lunch. She looked at the curtains and said are you keeping "
        "those? I laughed. Afterwards I sat on the stairs. I want to try the new class next week."
    )
    (passage,) = find_passages([Said("", one) for one in sentences(note)], names=["Mum"])
    assert passage.text.startswith("Mum came for lunch. She looked")
    assert "I sat on the stairs" in passage.text
    assert "class" not in passage.text
    assert passage.people == ("Mum",)


PIECES = [
    "Mum",
    "rang",
    "and",
    "I",
    "said",
    "she",
    "he'd",
    "gone",
    "yesterday",
    "you",
    "cried",
    ".",
    "?",
    "’",
    "\n",
]
SAID = st.builds(
    Said,
    st.sampled_from(["T", "C", ""]),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=40),
    st.sampled_from([True, False, None]),
)


@given(st.lists(SAID, max_size=25))
def test_passages_stand_in_order_and_hold_only_what_the_client_may_have_said(
    turns,
):
    found = find_passages(turns, names=["Mum", "Tom (brother)"])
    ends = [number for one in found for number in (one.first, one.last)]
    assert ends == sorted(ends)
    assert all(0 <= number < len(turns) for number in ends)
    assert all(one.last < after.first for one, after in pairwise(found))
    for one in found:
        theirs = [
            turn.text.strip()
            for turn in turns[one.first : one.last + 1]
            if turn.client is not False
        ]
        assert one.text == " ".join(theirs)
        assert 0.15 <= one.probability <= 1
