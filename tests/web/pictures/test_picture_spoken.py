"""Words about minds by session: one scale for all families, and a gap with too few words."""

from betweenus.web.pictures.spoken import draw_spoken
from tests.web.pictures import examples
from tests.web.pictures.reading import SVG, parsed, told, words_in


def heights(drawing) -> list[float]:
    return [
        float(box.get("height"))
        for box in parsed(drawing).iter(f"{SVG}rect")
        if "pic-bar" in box.get("class").split()
    ]


def test_bars_are_in_proportion_and_too_few_words_are_no_bar():
    drawn = draw_spoken(examples.spoken(3))
    low, high = heights(drawn.wide)  # 4 and 14 a thousand; the second session says nothing
    assert round(high / low, 1) == 3.5
    assert words_in(drawn.wide).count("–") == 2


def test_nothing_said_is_a_nought_and_not_a_gap():
    assert words_in(draw_spoken(examples.spoken(3)).narrow).count("0") == 2


def test_it_says_in_words_what_it_shows():
    title, said = told(draw_spoken(examples.spoken(3)).wide)
    assert title == "Words about minds"
    assert "Feelings named: 4, none said, 14" in said


def test_the_table_has_every_session_and_its_words():
    twin = draw_spoken(examples.spoken(3)).twin
    assert twin.headers == ("", "1 Mar", "2 Mar", "3 Mar")
    assert twin.rows[0] == ("The client’s words", "2100", "400", "2100")
    assert twin.rows[1] == ("Feelings named", "4.0", "too few words", "14.0")


def test_dates_do_not_run_into_each_other():
    assert "9 Mar" not in words_in(draw_spoken(examples.spoken(16)).narrow)
    assert "16 Mar" in words_in(draw_spoken(examples.spoken(16)).narrow)
