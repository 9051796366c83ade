"""A battery on paper (PDF/UA-1): every question with its answers to tick, declining among them.

Wording reaches the typesetter as data, never as markup.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from betweenus.domain.measures import Item, Measure
from betweenus.exchange.letters.printable import fonts, for_print

RATHER_NOT = "I would rather not answer"
DOES_NOT_APPLY = "Does not apply to me"


@dataclass(frozen=True, slots=True)
class Form:
    """One questionnaire, and whom it is about ("" where that is the client)."""

    measure: Measure
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A battery for one person, or (``name`` "") whoever writes theirs; and the crisis text."""

    service: str
    name: str
    made_on: date
    crisis_text: str
    forms: tuple[Form, ...]


def to_pdf(sheet: Sheet) -> bytes:
    """The battery as PDF/UA-1. Raises ``WordingHeldLocally`` for one that may not be shown."""
    return typst.compile(
        _template(),
        ignore_system_fonts=True,
        font_paths=fonts(),
        sys_inputs={"sheet": json.dumps(_as_data(sheet), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(sheet.made_on, time(12), UTC),
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("paper.typ").read_bytes()


def _as_data(sheet: Sheet) -> dict[str, Any]:
    return {
        "service": for_print(sheet.service),
        "name": for_print(sheet.name),
        "count": sum(len(form.measure.items) for form in sheet.forms),
        "crisis": _each(part for part in sheet.crisis_text.split("\n\n") if part.strip()),
        "forms": [_form(form) for form in sheet.forms],
    }


def _form(form: Form) -> dict[str, Any]:
    measure = form.measure
    return {
        "title": for_print(measure.short_title),
        "whom": for_print(form.whom),
        "stem": for_print(measure.recall.stem or ""),
        "questions": [_question(item) for item in measure.questions()],
        "comments": _each(comment.text or "" for comment in measure.comments),
        "attribution": for_print(measure.licence.attribution or ""),
    }


def _question(item: Item) -> dict[str, Any]:
    return {
        "words": for_print(f"{item.number}. {item.text}"),
        "number": for_print(f"A number from {item.ends}: ") if item.is_number else "",
        "answers": _answers(item),
    }


def _answers(item: Item) -> list[str]:
    ticked = () if item.is_number else tuple(option.text for option in item.options)
    more = (DOES_NOT_APPLY,) if item.may_not_apply else ()
    return _each([*ticked, *more, RATHER_NOT])


def _each(texts: Iterable[str]) -> list[str]:
    return [for_print(text) for text in texts]
