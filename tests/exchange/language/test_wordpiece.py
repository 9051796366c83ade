"""Texts are cut into pieces as the library the encoder was made with cuts them."""

import pytest

from betweenus.exchange.language import wordpiece

# Written down from that library (tokenizers 0.23, bert-base-uncased), not from ours.
PIECES = {
    "I wanted the ground to swallow me up.": "i wanted the ground to swallow me up .",
    "He's always said: “you're no good” – naïve café, £3.50 isn't it?": (
        "he ' s always said : “ you ' re no good ” – naive cafe , £3 . 50 isn ' t it ?"
    ),
    "Mum wouldn’t un-friend Siobhán\tagain…": ("mum wouldn ’ t un - friend si ##ob ##han again …"),
    "日本 x\u200dy\u0007z 😀 it`s": "日 本 x ##y ##z [UNK] it ` s",
}


@pytest.mark.parametrize("text", PIECES)
def test_pieces_are_those_of_the_library(text):
    known = wordpiece.known()
    assert wordpiece.numbers(text) == [known[piece] for piece in PIECES[text].split(" ")]


def test_a_text_is_framed_and_cut_to_what_the_encoder_reads():
    known = wordpiece.known()
    framed = wordpiece.framed(
        [wordpiece.numbers("word " * 500)], (known["[CLS]"], known["[SEP]"], 0)
    )
    assert len(framed) == wordpiece.MOST
    assert (framed[0], framed[-1]) == (known["[CLS]"], known["[SEP]"])


def test_a_model_whose_list_begins_with_others_has_every_number_moved():
    assert wordpiece.framed([[10, 11], [12]], (0, 2, 4)) == [0, 14, 15, 16, 2]


def test_nothing_makes_nothing_and_nonsense_is_unknown():
    assert wordpiece.numbers("  \n ") == []
    assert wordpiece.pieces("x" * 200) == ("[UNK]",)
