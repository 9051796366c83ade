"""From what was typed to a letter: paragraphs, lists, quotes, and nobody greeted twice."""

from datetime import date

import pytest

from betweenus.exchange.letters import LetterDocument, Listing, Quote, lay_out, paragraphs

FRAME = LetterDocument(
    title="Goodbye letter",
    sender=("Eddlesham Talking Therapies",),
    to=(),
    written_on=date(2026, 3, 3),
    greeting="Dear Kola,",
    sections=(),
    sign_off=("With warm wishes,", "Helen Tovey", "Therapist"),
    footer="Eddlesham Talking Therapies",
)


@pytest.mark.parametrize(
    ("typed", "blocks"),
    [
        ("One.\nStill one.\n\n\nTwo.", ("One.\nStill one.", "Two.")),
        (
            "Signs:\n- the car\n- bad nights\nThat is all.",
            ("Signs:", Listing(("the car", "bad nights")), "That is all."),
        ),
        ("- I would rather not, she said.", ("- I would rather not, she said.",)),
        (
            "You said:\n> I never unpack.\n> Not once.",
            ("You said:", Quote("I never unpack.\nNot once.")),
        ),
        ("  \n\n ", ()),
        ("One.\r\n\r\nTwo.", ("One.", "Two.")),
        (("Jo", " ", "Des "), (Listing(("Jo", "Des")),)),
        ((), ()),
        ("5 - 3 leaves 2", ("5 - 3 leaves 2",)),
    ],
)
def test_what_was_typed_becomes_blocks(typed, blocks):
    assert paragraphs(typed) == blocks


def test_empty_sections_are_left_out():
    made = lay_out(FRAME, [("Why you came", "Tired."), ("The ending", " \n "), ("Signs", ())])
    assert [section.heading for section in made.sections] == ["Why you came"]


def test_the_frame_greets_and_signs_when_the_writer_did_not():
    made = lay_out(FRAME, [("", "You came because you were tired, and stayed."), ("", "Goodbye.")])
    assert made.greeting == "Dear Kola,"
    assert made.sign_off == FRAME.sign_off


def test_the_writers_own_greeting_and_signature_stand():
    made = lay_out(
        FRAME,
        [("", "Dear old Kola,\n\nYou came."), ("", "I was glad.\n\nWarmly,\nHelen Tovey")],
    )
    assert made.greeting == ""
    assert made.sign_off == ("Warmly,", "Helen Tovey")
    assert made.sections[-1].paragraphs == ("I was glad.",)


def test_a_last_paragraph_that_only_mentions_the_name_is_no_signature():
    made = lay_out(FRAME, [("", "You asked:\nwho is Helen Tovey to end this?")])
    assert made.sign_off == FRAME.sign_off
    assert "who is Helen Tovey" in made.sections[0].paragraphs[0]


def test_a_section_that_is_nothing_but_the_signature_leaves_no_empty_section():
    made = lay_out(FRAME, [("", "You came."), ("Goodbye", "Warmly,\nHelen Tovey")])
    assert len(made.sections) == 1
    assert made.sign_off == ("Warmly,", "Helen Tovey")


def test_nothing_written_is_an_empty_letter_and_no_error():
    assert lay_out(FRAME, []).sections == ()
