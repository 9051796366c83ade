"""Plain words: sentences counted as a reader would, and the profession's words found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.formulation.plain import jargon, sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("  \n ", 0),
        ("One.", 1),
        ("no stop at the end", 1),
        ("What?! Yes.", 2),
        ("First line\nSecond line", 2),
        ("Then nothing.\n\n\nNobody.", 2),
        # abbreviations and numbers
        ("Dr. Ade and Mr. Hale wait, e.g. for me.", 1),
        ("I keep quiet, i.e. Nothing is said.", 1),
        ("I say yes, etc. and go.", 1),
        ("I say yes, etc. Then I go.", 2),
        ("It was 3.5 miles at 4 p.m. on St. Mary’s hill.", 1),
        ("We met at 4 p.m. Then I left.", 2),
        ("No. 5 again.", 1),
        ("I said no. I left.", 2),
        ("J. K. Marlow rang. I hid.", 2),
        ("A. B. C. D. E. F.", 6),
        # ellipses
        ("I wait… and wait.", 1),
        ("I wait ... I leave.", 1),
        ("I wait… Then nothing.", 2),
        # quotation marks
        ("I hear “You are too much. Go away.” and I go.", 1),
        ("She said “no.” I left.", 2),
        ('He said "Stop." I did.', 2),
        ("Wait. “No!” she said. I did.", 3),
        ("“One. Two. Three.”", 3),
        ("I keep quiet (I always do.) and go.", 1),
        ("Dr. Ade said e.g. this. “Fine.” And then… nothing? Yes!", 4),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text, count):
    assert sentences(text) == count


@given(st.lists(st.sampled_from(["I wait", "Nobody comes", "They go"]), max_size=8))
def test_simple_sentences_are_counted_one_by_one(said):
    assert sentences(" ".join(f"{words}." for words in said)) == len(said)


@given(st.text(max_size=200))
def test_any_text_can_be_counted_and_only_an_empty_one_has_none(text):
    assert (sentences(text) == 0) is not bool(text.strip())


def test_words_of_the_profession_are_found_once_each():
    found = jargon("The transference, and mentalising the IPAF. Transference again.")
    assert found == ("transference", "mentalising", "IPAF")


def test_everyday_words_are_left_alone():
    assert jargon("It affects me, I object to it, I get defensive and put up resistance.") == ()
