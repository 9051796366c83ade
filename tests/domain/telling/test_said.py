"""A text is cut into sentences where a reader would cut it."""

from betweenus.domain.telling import sentences


def test_a_text_is_cut_at_the_end_of_its_sentences():
    assert sentences("She rang. I said no! Why? Because.") == (
        "She rang.",
        "I said no!",
        "Why?",
        "Because.",
    )


def test_quotations_short_forms_and_blank_lines_are_understood():
    text = "I saw Dr. Shah. He said “go home.” I went\n\nOn Sunday it rained… Mum rang at 3.30."
    assert sentences(text) == (
        "I saw Dr. Shah.",
        "He said “go home.”",
        "I went",
        "On Sunday it rained…",
        "Mum rang at 3.30.",
    )


def test_nothing_is_lost_and_nothing_makes_nothing():
    assert sentences("  \n\n ") == ()
    assert "".join("".join(sentences("A b. C d? E")).split()) == "Ab.Cd?E"
