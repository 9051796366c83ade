"""The histogram of waits: a bar for everybody who waits, the standards where they belong."""

import re
from itertools import pairwise

from tests.web.pictures.gallery import waits
from tests.web.pictures.reading import SVG, kinds_in, parsed, told, words_in


def bars(drawing) -> list[tuple[float, float, float]]:
    """Left edge, width and height of every bar."""
    return [
        tuple(float(box.get(name)) for name in ("x", "width", "height"))
        for box in parsed(drawing).iter(f"{SVG}rect")
        if "pic-bar" in box.get("class").split()
    ]


def test_heights_are_in_proportion_and_nobody_is_no_bar():
    (left, _, low), (right, _, high) = bars(waits(3, 0, 12).wide)
    assert left < right
    assert round(high / low, 2) == 4


def test_every_bar_has_its_figure_and_nobody_has_none():
    words = words_in(waits(3, 0, 12).narrow)
    assert "3" in words
    assert "12" in words
    assert words.count("0") == 1  # the first edge, not a count


def test_a_standard_stands_between_the_bars_it_parts():
    drawing = waits(3, 5, 12).wide
    (line,) = [
        one for one in parsed(drawing).iter(f"{SVG}line") if one.get("class") == "pic-standard"
    ]
    (first, width, _), (second, _, _), _ = bars(drawing)
    assert first + width <= float(line.get("x1")) <= second


def test_it_says_in_words_what_it_shows():
    title, said = told(waits(3, 0, 12).wide)
    assert title == "Waits by week"
    assert said == "People. From week 0: 3. From week four: 12."
    assert told(waits(0, 0, 0).wide)[1] == "People. Nobody."


def test_the_table_has_every_stretch():
    assert waits(3, 0, 12).twin.rows == (
        ("From week 0", "3"),
        ("From week 2", "0"),
        ("From week four", "12"),
    )


def test_words_under_the_bars_do_not_touch():
    for drawing in (waits(*range(10)).wide, waits(*range(10)).narrow):
        under = [
            float(text.get("x"))
            for text in parsed(drawing).iter(f"{SVG}text")
            if re.fullmatch(r"\d+\+?", text.text or "") and text.get("class") == "pic-text"
        ]
        gaps = [after - before for before, after in pairwise(under)]
        assert min(gaps) >= 26
    assert "pic-axis" in kinds_in(waits(1).wide)
