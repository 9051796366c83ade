"""Contrast of the pictures: words 4.5 to 1 on every ground they stand on, shapes 3 to 1."""

import re

import pytest

from tests.web.pictures.test_picture_rules import STYLES

GROUNDS = {
    "pic-text": ["#fff", "pic-panel", "pic-panel--now", "pic-ripple--0", "pic-focus-shown"],
    "pic-quiet": ["#fff", "pic-panel", "pic-panel--now", "pic-person--therapist"],
    "pic-phase-name--now": ["pic-panel--now"],
    "pic-step--had-number": ["pic-step--had"],
    "pic-band-name": [f"pic-ripple--{n}" for n in range(5)],
    "pic-changed": ["#fff", "pic-person--therapist"],
    "pic-self-name": ["pic-self"],
    "pic-cell-words--shows": ["pic-pill--shows"],
    "pic-lives": ["#fff", "pic-person--therapist"],
    "pic-week-held-number": ["pic-week-held"],
    "pic-focus-head": ["pic-focus-self", "pic-focus-other", "pic-focus-shown", "#fff"],
}
SHAPES = {
    "pic-step--had": ["pic-panel", "pic-panel--now"],
    "pic-step--ahead": ["#fff", "pic-panel--now"],
    "pic-thread": ["pic-panel--now"],
    "pic-line": [f"pic-band--{n}" for n in range(5)],
    "pic-case": [f"pic-band--{n}" for n in range(5)],
    "pic-spoke": [f"pic-ripple--{n}" for n in range(5)],
    "pic-person--past": ["#fff"],
    "pic-focus-hidden": ["#fff"],
    "pic-focus-thread": ["#fff"],
    "pic-focus-sling": ["#fff"],
    "pic-pill--shows": ["#fff"],
    "pic-pill--other": ["#fff"],
    "pic-cell-had": ["#fff"],
    "pic-cell-ahead": ["#fff"],
    "pic-spark-line": ["#fff"],
    "pic-bar--within": ["#fff"],
    "pic-bar--late": ["#fff"],
    "pic-bar--over": ["#fff"],
    "pic-standard": ["#fff"],
    "pic-week--first": ["pic-plot", "pic-break"],
    "pic-week--second": ["pic-plot", "pic-break"],
    "pic-week-mark--second": ["pic-plot", "pic-break"],
    "pic-week-missed": ["#fff"],
    "pic-interval": ["pic-plot"],
}


def _pairs(table):
    return [(kind, ground) for kind, grounds in table.items() for ground in grounds]


@pytest.mark.parametrize(("words", "ground"), _pairs(GROUNDS))
def test_words_stand_out_from_their_ground(words, ground):
    assert contrast(colour(words, "fill"), colour(ground, "fill")) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), _pairs(SHAPES))
def test_shapes_stand_out_from_their_ground(shape, ground):
    mark = colour(shape, "stroke") or colour(shape, "fill")
    assert contrast(mark, colour(ground, "fill")) >= 3


def colour(kind: str, what: str) -> str | None:
    """The colour a class gives its fill or stroke; the last rule wins."""
    if kind.startswith("#"):
        return kind
    styles = re.sub(r"/\*.*?\*/", "", STYLES.read_text(), flags=re.DOTALL)
    found = None
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", styles):
        if f".{kind}" in [selector.strip() for selector in selectors.split(",")]:
            match = re.search(rf"(?:^|[\s;]){what}:\s*([^;]+);", body)
            found = match[1].strip() if match else found
    if found and found.startswith("var("):
        found = re.search(rf"{found[4:-1]}:\s*(#\w+);", styles)[1]
    return found if found != "none" else None


def contrast(one: str, other: str) -> float:
    """The ratio as WCAG 2.2 defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(value: str) -> float:
    """Relative luminance of a colour written #rgb or #rrggbb."""
    digits = value.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
