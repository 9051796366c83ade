"""A copy of a record as files to be given: a page to read, the same to print, and the data.

The page needs no program but a browser; the data is JSON, so that another record system or the
person themselves can go on with it.
"""

import io
import json
import zipfile
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from betweenus.domain.disclosure import Chapter, Item, RecordCopy
from betweenus.domain.refusals import Refusal
from betweenus.exchange.letters import LetterDocument, LetterSection, Listing, to_pdf

PAGE, PRINT, DATA = "your-record.html", "your-record.pdf", "your-record.json"
# The same record, the same bytes: so that the kept SHA-256 can be compared.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def to_zip(copy: RecordCopy) -> bytes:
    """The copy as one zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {PAGE: to_page(copy).encode(), DATA: to_json(copy).encode()}
        try:
            files[PRINT] = as_pdf(copy)
        except Refusal as lost:
            # Letters of a script that the fonts do not have; the page shows them.
            files["no-pdf.txt"] = f"{lost.what}\nThe page {PAGE} shows everything.\n".encode()
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def to_json(copy: RecordCopy) -> str:
    """The copy as data."""
    return json.dumps(asdict(copy), default=_plain, ensure_ascii=False, indent=1)


def _plain(value: Any) -> str:
    assert isinstance(value, date), value
    return value.isoformat()


def to_page(copy: RecordCopy) -> str:
    """The copy as one page of HTML that loads nothing."""
    return str(_template().render(copy=copy))


@cache
def _template():  # type: ignore[no-untyped-def]  # the library's template
    places = PackageLoader("betweenus.exchange", "record_bundle_pages")
    environment = Environment(
        loader=places, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
    return environment.get_template("record.jinja")


def as_pdf(copy: RecordCopy) -> bytes:
    """The copy as an accessible PDF; raises Refusal for letters its fonts do not have."""
    return to_pdf(
        LetterDocument(
            title=f"Your record: {copy.name}",
            sender=(copy.service,),
            to=(copy.name,),
            written_on=copy.made_on,
            greeting="",
            sections=tuple(_section(chapter) for chapter in copy.chapters if chapter.items),
            sign_off=(),
            footer=copy.service,
        )
    )


def _section(chapter: Chapter) -> LetterSection:
    return LetterSection(
        chapter.title, tuple(block for item in chapter.items for block in _blocks(item))
    )


def _blocks(item: Item) -> tuple[str | Listing, ...]:
    day = f", {item.on.day} {item.on:%B %Y}" if item.on else ""
    if item.withheld:
        return (f"{item.title}{day}: kept back. {item.withheld.reason.words}.",)
    if item.unreadable:
        return (f"{item.title}{day}: could not be opened.",)
    lines = tuple(f"{label}: {text}" for label, text in item.lines)
    return (f"{item.title}{day}", Listing(lines)) if lines else (f"{item.title}{day}",)
