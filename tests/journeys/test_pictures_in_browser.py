"""The pictures in a real browser: the right drawing for the width, and words inside their box."""

import pytest

from tests.web.pictures.gallery import gallery
from tests.web.pictures.test_picture_rules import STYLES

pytestmark = [pytest.mark.journey]

PAGE = """<!doctype html><html lang="en"><title>Pictures</title><style>
body {{ margin: 0; font-family: Arial, sans-serif }} main {{ max-width: 960px; margin: 0 16px }}
{styles}</style><main>{pictures}</main></html>"""

# Words that leave their drawing, or, in a card, the card drawn just before them.
OUTSIDE = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('.pic-drawing')) {
    const frame = svg.getBoundingClientRect();
    for (const text of frame.width ? svg.querySelectorAll('text') : []) {
      const t = text.getBoundingClientRect();
      const inGroup = text.parentNode.tagName === 'g';
      const card = inGroup && text.parentNode.querySelector(':scope > .pic-person');
      const c = card ? card.getBoundingClientRect() : frame;
      if (t.left < c.left - 2 || t.right > c.right + 2 || t.bottom > c.bottom + 2) {
        found.push(text.textContent);
      }
    }
  }
  return found;
}"""
SHOWN = """() => [...document.querySelectorAll('.pic-drawing')]
  .filter((svg) => svg.getBoundingClientRect().width)
  .map((svg) => svg.classList.contains('pic-drawing--wide') ? 'wide' : 'narrow')"""


@pytest.mark.parametrize(("width", "drawing"), [(360, "narrow"), (1440, "wide")])
def test_the_drawing_that_fits_is_shown_and_its_words_stay_inside(browser, width, drawing):
    pictures = gallery()
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        drawn = "".join(picture.__html__() for picture in pictures.values())
        page.set_content(PAGE.format(styles=STYLES.read_text(), pictures=drawn))
        assert page.evaluate(SHOWN) == [drawing] * len(pictures)
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.close()


def test_paper_takes_the_wide_drawing(browser):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    try:
        drawn = gallery()["map of 8"].__html__()
        page.set_content(PAGE.format(styles=STYLES.read_text(), pictures=drawn))
        page.emulate_media(media="print")
        assert page.evaluate(SHOWN) == ["wide"]
    finally:
        page.close()
