"""Forms to fill in by hand while the service cannot be reached (PDF/UA-1); about nobody yet."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from betweenus.exchange.letters.printable import fonts, for_print


@dataclass(frozen=True, slots=True)
class Box:
    """Something to fill in: words above it, ``rows`` lines to write on, or choices to tick."""

    words: str
    rows: int = 1
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BlankForm:
    """One form, on a page of its own. ``columns`` instead of boxes: a list of ``rows`` lines."""

    title: str
    says: str
    boxes: tuple[Box, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0
    legend: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a service, with what to do first on the first page, step by step."""

    service: str
    title: str
    made_on: date
    steps: tuple[str, ...]
    forms: tuple[BlankForm, ...]
    crisis_text: str


def forms_to_pdf(forms: Forms) -> bytes:
    """The forms as PDF/UA-1."""
    return typst.compile(
        _template(),
        ignore_system_fonts=True,
        font_paths=fonts(),
        sys_inputs={"forms": json.dumps(_as_data(forms), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(forms.made_on, time(12), UTC),
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("forms.typ").read_bytes()


def _as_data(forms: Forms) -> dict[str, Any]:
    return {
        "service": for_print(forms.service),
        "title": for_print(forms.title),
        "steps": _each(forms.steps),
        "forms": [_form(form) for form in forms.forms],
        "crisis": _each(tuple(part for part in forms.crisis_text.split("\n\n") if part.strip())),
    }


def _form(form: BlankForm) -> dict[str, Any]:
    return {
        "title": for_print(form.title),
        "says": for_print(form.says),
        "columns": _each(form.columns),
        "rows": form.rows,
        "legend": _each(form.legend),
        "boxes": [
            {
                "words": for_print(box.words),
                "hint": for_print(box.hint),
                "rows": box.rows,
                "choices": _each(box.choices),
            }
            for box in form.boxes
        ],
    }


def _each(texts: tuple[str, ...]) -> list[str]:
    return [for_print(text) for text in texts]
