"""What holds for every picture: named, described, styled by class only, readable on a phone."""

import re
from pathlib import Path

import pytest

import betweenus
from betweenus.web.pictures.svg import tag
from tests.web.pictures.gallery import gallery
from tests.web.pictures.reading import SVG, kinds_in, parsed, told

GALLERY = gallery()
STYLES = Path(betweenus.__file__).parent / "web/static/betweenus/pictures.css"
PHONE = 328  # a 360 px screen less the page's margins
every = pytest.mark.parametrize("picture", GALLERY.values(), ids=GALLERY.keys())


@every
def test_a_screen_reader_is_given_a_name_and_a_description(picture):
    for drawing in (picture.wide, picture.narrow):
        assert parsed(drawing).get("role") == "img"
        name, description = told(drawing)
        assert name.strip()
        assert description.strip()


@every
def test_no_id_occurs_twice_on_the_page(picture):
    ids = re.findall(r' id="([^"]+)"', picture.__html__())
    assert len(ids) == len(set(ids)) == 4


@every
def test_the_content_security_policy_finds_nothing_to_block(picture):
    for drawing in (picture.wide, picture.narrow):
        for element in parsed(drawing).iter():
            assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject")
            assert not [key for key in element.attrib if key == "style" or key.startswith("on")]


@every
def test_every_class_has_a_style(picture):
    styled = set(re.findall(r"\.(pic-[\w-]+)", STYLES.read_text()))
    used = {kind for drawing in (picture.wide, picture.narrow) for kind in kinds_in(drawing)}
    assert used <= styled, used - styled


@every
def test_words_are_at_least_twelve_pixels_high_at_either_width(picture):
    for drawing, shown_at in ((picture.narrow, PHONE), (picture.wide, 720)):
        drawn_at = float(parsed(drawing).get("viewBox").split()[2])
        sizes = [float(text.get("font-size")) for text in parsed(drawing).iter(f"{SVG}text")]
        assert min(sizes) * shown_at / drawn_at >= 12


@every
def test_the_twin_is_a_whole_table(picture):
    assert picture.twin.caption
    assert all(len(row) == len(picture.twin.headers) for row in picture.twin.rows)


def test_what_people_write_cannot_become_markup():
    from betweenus.web.pictures.focus import Focus, draw_focus
    from betweenus.web.pictures.relationship_map import PeopleMap, Person, draw_map

    nasty = '<script>alert("x")</script>'
    for picture in (
        draw_focus(Focus(nasty, nasty, (nasty,), (nasty,), nasty, nasty)),
        draw_map(PeopleMap((Person("a", nasty, nasty, 3, between=nasty),), centre=nasty)),
    ):
        assert "<script" not in picture.__html__()
        parsed(picture.wide)
        parsed(picture.narrow)


def test_a_template_prints_both_drawings_unescaped():
    from jinja2 import Environment

    environment = Environment(autoescape=True)
    printed = environment.from_string("{{ p }}").render(p=GALLERY["focus"])
    assert printed.count("<svg") == 2
    assert printed.startswith('<div class="pic-frame">')


def test_attributes_are_escaped_too():
    written = tag("g", class_='"><script>', aria_label="Tom & Ann")
    assert parsed(written).get("class") == '"><script>'
    assert parsed(written).get("aria-label") == "Tom & Ann"
