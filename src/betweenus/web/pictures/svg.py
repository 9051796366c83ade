"""Writing SVG by hand: one function per kind of mark, everything escaped, nothing styled inline.

Marks without words come at the same few places in everybody's pictures: they are written once.

The Content-Security-Policy forbids style attributes, so colour and weight are classes kept in
pictures.css; type sizes are attributes, because the layout is computed from them.
"""

import math
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

Drawn = Markup
LINE_HEIGHT = 1.25


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """A coordinate in at most one decimal, without a trailing zero."""
    return f"{round(value, 1) + 0.0:g}"


def tag(name: str, *inside: str, **attributes: str | float | None) -> Drawn:
    """One element. `class_` is written class, underscores become hyphens, None is left out."""
    written = "".join([_attribute(k, v) for k, v in attributes.items() if v is not None])
    # Names are our own, attributes and contents are escaped: the one place where text is trusted.
    if not inside:
        return _trusted(f"<{name}{written}/>")
    return _trusted(f"<{name}{written}>{joined(inside)}</{name}>")


def said(name: str, words: str) -> Drawn:
    """One element of words alone; quicker than `tag` where there are many."""
    return _trusted(f"<{name}>{escape(words)}</{name}>")


def joined(parts: Iterable[str]) -> Drawn:
    """Many pieces as one; plain strings among them are escaped."""
    return _trusted("".join([one if isinstance(one, Markup) else escape(one) for one in parts]))


def _trusted(text: str) -> Drawn:
    """Text that needs no escaping any more, marked without being looked at again."""
    return str.__new__(Markup, text)


@lru_cache(maxsize=4096)
def box(x: float, y: float, width: float, height: float, kind: str, *, round_: float = 0) -> Drawn:
    """A rectangle, its corners rounded by `round_`."""
    return tag("rect", class_=kind, x=x, y=y, width=width, height=height, rx=round_ or None)


@lru_cache(maxsize=4096)
def disc(x: float, y: float, radius: float, kind: str) -> Drawn:
    """A circle."""
    return tag("circle", class_=kind, cx=x, cy=y, r=radius)


@lru_cache(maxsize=4096)
def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Drawn:
    """A straight line."""
    return tag("line", class_=kind, x1=x1, y1=y1, x2=x2, y2=y2)


def path(d: str, kind: str) -> Drawn:
    """A free line; `d` in SVG's own path language."""
    return tag("path", class_=kind, d=d)


def polygon(points: Iterable[tuple[float, float]], kind: str) -> Drawn:
    """A closed shape through `points`."""
    return tag(
        "polygon", class_=kind, points=" ".join(f"{number(x)},{number(y)}" for x, y in points)
    )


def regular(x: float, y: float, radius: float, kind: str, *, corners: int, turn: float) -> Drawn:
    """A regular polygon: a triangle, diamond or octagon, turned by `turn` degrees."""
    angles = (math.radians(turn + 360 * corner / corners) for corner in range(corners))
    return polygon(((x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles), kind)


def text(x: float, y: float, words: str, size: float, kind: str, *, anchor: str = "") -> Drawn:
    """One line of words, `y` its baseline; `anchor` is middle or end, else start."""
    # What `tag` would write, in one go: a picture has hundreds, and no two lines are the same.
    held = f' text-anchor="{anchor}"' if anchor else ""
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{held}'
    return _trusted(f'<text class="{kind}" {place}>{escape(words)}</text>')


def text_lines(
    x: float, y: float, lines: Iterable[str], size: float, kind: str, *, anchor: str = ""
) -> Drawn:
    """Several lines, the first on baseline `y`."""
    step = size * LINE_HEIGHT
    return joined(
        text(x, y + index * step, words, size, kind, anchor=anchor)
        for index, words in enumerate(lines)
    )


def group(*parts: str, kind: str | None = None) -> Drawn:
    """Parts that belong together."""
    return tag("g", *parts, class_=kind)


@lru_cache(maxsize=8192)
def _attribute(key: str, value: str | float) -> str:
    """One attribute as it is written; a chart has a thousand, most of them the same few."""
    written = escape(value) if isinstance(value, str) else number(value)
    return f' {key.rstrip("_").replace("_", "-")}="{written}"'
