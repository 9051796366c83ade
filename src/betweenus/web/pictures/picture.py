"""A picture as a page takes it: a wide and a narrow drawing, and the same facts as a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from betweenus.web.pictures.svg import Drawn, joined, number, said, tag


@dataclass(frozen=True)
class Sheet:
    """One of the two widths a picture is drawn at, with its type sizes in the same units."""

    name: str
    width: int
    small: int
    body: int
    heading: int


# Shown from 720 px up, where 15 units are still 12 px; and at about 300 to 480 px, 1 to 1.
WIDE = Sheet("wide", width=880, small=15, body=16, heading=22)
NARROW = Sheet("narrow", width=328, small=13, body=14, heading=18)


@dataclass(frozen=True)
class Twin:
    """The facts of a picture as a table, for whoever reads better in words than in shapes."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """Two drawings of the same values, of which the style sheet shows the one that fits."""

    wide: Drawn
    narrow: Drawn
    twin: Twin

    def __html__(self) -> str:
        """What a template prints: both drawings in the box that chooses between them."""
        return self._framed

    @cached_property
    def _framed(self) -> Markup:
        return Markup('<div class="pic-frame">{}{}</div>').format(self.wide, self.narrow)

    @cached_property
    def table(self) -> Drawn:
        """The facts as a table that can be scrolled; written once, as the picture is drawn once."""
        head = tag("tr", *(tag("th", words, scope="col") for words in self.twin.headers))
        return tag(
            "div",
            tag(
                "table",
                tag(
                    "caption",
                    self.twin.caption,
                    class_="nhsuk-table__caption nhsuk-table__caption--s",
                ),
                tag("thead", head, class_="nhsuk-table__head"),
                tag("tbody", *map(_row, self.twin.rows), "", class_="nhsuk-table__body"),
                class_="nhsuk-table bu-small",
            ),
            class_="bu-scroll",
            tabindex=0,
            role="region",
            aria_label=self.twin.caption,
        )


def _row(cells: tuple[str, ...]) -> Drawn:
    """One line, named by its first cell."""
    first, *others = cells
    return tag("tr", tag("th", first, scope="row"), *[said("td", cell) for cell in others])


def frame(
    sheet: Sheet, height: float, parts: Iterable[str], *, title: str, description: str, name: str
) -> Drawn:
    """One drawing, named and described for a screen reader; `name` is unique on its page."""
    title_id, description_id = f"{name}-{sheet.name}-title", f"{name}-{sheet.name}-desc"
    return tag(
        "svg",
        tag("title", title, id=title_id),
        tag("desc", description, id=description_id),
        joined(parts),
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        class_=f"pic-drawing pic-drawing--{sheet.name}",
        viewBox=f"0 0 {sheet.width} {number(height)}",
        width=sheet.width,
        height=height,
        aria_labelledby=title_id,
        aria_describedby=description_id,
    )
