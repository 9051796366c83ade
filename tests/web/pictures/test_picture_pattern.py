"""A pattern people by parts: what is there, what is something else, and what nobody knows."""

from itertools import pairwise

from betweenus.web.pictures.lettering import text_width
from betweenus.web.pictures.pattern import draw_pattern
from tests.web.pictures import examples
from tests.web.pictures.reading import SVG, kinds_in, parsed, told, words_in

DRAWN = draw_pattern(examples.pattern(), name="pattern")
BOTH = (DRAWN.wide, DRAWN.narrow)


def test_a_part_that_shows_is_filled_and_one_that_is_something_else_is_ringed():
    for drawing in BOTH:
        kinds = kinds_in(drawing)
        # each once more in the key
        assert kinds.count("pic-pill--shows") == 4 + 2 + 1
        assert kinds.count("pic-pill--other") == 1 + 2 + 3 + 1


def test_every_cell_says_its_figures_so_that_colour_is_never_needed():
    for drawing in BOTH:
        words = words_in(drawing)
        assert {"3/4", "2/3", "0/2", "10/12", "1/13"} <= set(words)
        assert words.count("–") == 3 + 1


def test_a_part_left_open_is_said_and_has_no_cells():
    assert "left open" in words_in(DRAWN.wide)
    assert "open" in words_in(DRAWN.narrow)
    assert [row[6] for row in DRAWN.twin.rows] == ["open"] * 3


def test_the_table_says_the_same_in_words():
    assert DRAWN.twin.headers[3] == "Wish: To be cared for"
    assert DRAWN.twin.headers[6] == "Other seen: left open"
    assert DRAWN.twin.rows[0] == (
        "Mum", "now", "3 of 4 for", "3 of 4", "2 of 3", "3 of 3", "open", "0 of 2", "1 of 1",
    )  # fmt: skip
    assert DRAWN.twin.rows[1][2] == "1 of 13 for, 12 against"
    assert DRAWN.twin.rows[2][7] == "not coded"


def test_a_screen_reader_hears_whom_it_shows_with():
    assert told(DRAWN.narrow)[1].startswith("Mum, now: 3 of 4 for. Great-aunt Philippa Mary")


def test_no_words_run_over_the_edge_or_into_what_stands_beside_them():
    for drawing in BOTH:
        width = float(parsed(drawing).get("viewBox").split()[2])
        lines: dict[float, list[tuple[float, float]]] = {}
        for element in parsed(drawing).iter(f"{SVG}text"):
            size, x = float(element.get("font-size")), float(element.get("x"))
            room = text_width(element.text or "", size)
            begin = {"middle": x - room / 2, "end": x - room}.get(element.get("text-anchor"), x)
            assert begin >= -1
            assert begin + room <= width + 1, element.text
            lines.setdefault(float(element.get("y")), []).append((begin, begin + room))
        for spans in lines.values():
            spans.sort()
            for (_, end), (begin, _) in pairwise(spans):
                assert end <= begin + 1, spans
