"""Form fields that draw themselves as NHS design system components.

``draw_field(form["name"])`` gives the whole component: label, hint, error, input. Which macro a
widget becomes is one table below. Widgets carry a few hints in ``widget.attrs``: ``data-*``,
``rows``, ``autocomplete``, ``inputmode``, ``width`` (the design system's character widths).

A form whose labels, hints and choices are the same for everybody says so (``same_for_all = True``).
Its drawn fields are kept: the macros take most of the time of a page that is a form.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer
from django.template import engines
from markupsafe import Markup

_PASSED_ON = ("data-", "hx-", "aria-", "accesskey", "maxlength", "min", "max", "step", "accept")


@cache
def _macro(component: str):
    """The macro of a component; that of ``date-input`` is called ``dateInput``."""
    first, *others = component.split("-")
    template = engines["jinja2"].env.get_template(f"nhsuk/components/{component}/macro.jinja")
    return getattr(template.module, first + "".join(map(str.capitalize, others)))


# Stands where what somebody typed goes: no word of anybody is among what is kept.
_TYPED = "\ue000"
KEPT = 5_000


def _drawn(bound: BoundField, component: str, params: Mapping[str, object]) -> Markup:
    """The component of this name with these parameters, for a field of this form."""
    if bound.errors or not getattr(bound.form, "same_for_all", False):
        return _macro(component)(params)
    typed = str(params.get("value", ""))
    alike = dict(params) | ({"value": _TYPED} if typed else {})
    return _kept(component, json.dumps(alike, default=str)).replace(_TYPED, typed)


@lru_cache(maxsize=KEPT)
def _kept(component: str, params: str) -> Markup:
    return Markup(_macro(component)(json.loads(params)))  # noqa: S704 - the macro escapes


class Renderer(BaseRenderer):
    """Django asks a renderer for whole forms; ours draws them field by field."""

    form_template_name = "components/form.jinja"
    formset_template_name = "components/form.jinja"

    def get_template(self, template_name: str):
        """Django's own widget templates, for the few places that print a bare widget."""
        name = template_name.removeprefix("django/forms/")
        if name.startswith("components/"):
            return engines["jinja2"].get_template(name)
        return forms.renderers.Jinja2().get_template(template_name)


def _attributes(widget: forms.Widget) -> dict[str, object]:
    return {k: v for k, v in widget.attrs.items() if k.startswith(_PASSED_ON)}


def _text(value: object) -> dict[str, object]:
    """Trusted markup stays markup; everything else is text to be escaped."""
    return {"html": value} if isinstance(value, Markup) else {"text": str(value)}


def _common(bound: BoundField) -> dict[str, object]:
    widget = bound.field.widget
    optional = "" if bound.field.required or widget.attrs.get("unmarked") else " (optional)"
    params: dict[str, object] = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": {"text": f"{bound.label}{optional}", "classes": widget.attrs.get("label", "")},
        "attributes": _attributes(widget),
        "classes": widget.attrs.get("class", ""),
        "formGroup": {"attributes": {"data-field": bound.name}},
    }
    if bound.help_text:
        params["hint"] = _text(bound.help_text)
    if bound.errors:
        params["errorMessage"] = {"text": bound.errors[0]}
    if bound.field.disabled:
        params["disabled"] = True
    return params


def _input(bound: BoundField, options: Mapping[str, object]) -> Markup:
    widget = bound.field.widget
    params = _common(bound) | {
        "value": widget.format_value(bound.value()) or "",
        "type": widget.input_type,
        **{
            key: widget.attrs[key]
            for key in ("autocomplete", "inputmode", "width", "spellcheck")
            if key in widget.attrs
        },
    }
    return _drawn(bound, "input", params | options)


def _password(bound: BoundField, options: Mapping[str, object]) -> Markup:
    params = _common(bound) | {
        "autocomplete": bound.field.widget.attrs.get("autocomplete", "current-password")
    }
    return _macro("password-input")(params | options)


def _textarea(bound: BoundField, options: Mapping[str, object]) -> Markup:
    params = _common(bound) | {
        "value": bound.value() or "",
        "rows": str(bound.field.widget.attrs.get("rows", 4)),
        "spellcheck": True,
    }
    return _drawn(bound, "textarea", params | options)


def _items(bound: BoundField) -> list[dict[str, object]]:
    hints = bound.field.widget.attrs.get("hints", {})
    value = bound.value()
    chosen = {str(v) for v in value} if isinstance(value, (list, tuple)) else {str(value)}
    items = []
    for key, words in bound.field.choices:
        if key in ("", None):
            continue
        item = {"value": str(key), "text": str(words)}
        if str(key) in chosen:
            item |= {"checked": True, "selected": True}
        if key in hints:
            item["hint"] = {"text": hints[key]}
        items.append(item)
    return items


def _choices(bound: BoundField, options: Mapping[str, object]) -> Markup:
    multiple = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
    common = _common(bound)
    legend = common.pop("label")
    params = common | {
        # Giving both id and idPrefix makes two elements with one id.
        "idPrefix": common.pop("id"),
        "fieldset": {
            "legend": {
                "text": legend["text"],
                "classes": legend["classes"] or "nhsuk-fieldset__legend--s",
            }
        },
        "items": _items(bound),
    }
    if bound.field.widget.attrs.get("inline"):
        params["classes"] = f"nhsuk-{'checkboxes' if multiple else 'radios'}--inline"
    if bound.field.widget.attrs.get("small"):
        params["classes"] = (
            f"{params['classes']} nhsuk-{'checkboxes' if multiple else 'radios'}--small"
        )
    return _drawn(bound, "checkboxes" if multiple else "radios", params | options)


def _checkbox(bound: BoundField, options: Mapping[str, object]) -> Markup:
    common = _common(bound)
    item = {"value": "on", "text": bound.label, "checked": bool(bound.value())}
    if "hint" in common:
        item["hint"] = common["hint"]
    params = {
        "idPrefix": bound.auto_id,
        "name": bound.html_name,
        "items": [item],
        "formGroup": common["formGroup"],
    }
    if "errorMessage" in common:
        params["errorMessage"] = common["errorMessage"]
    return _macro("checkboxes")(params | options)


def _select(bound: BoundField, options: Mapping[str, object]) -> Markup:
    items = [
        # Not "key or": nought is an answer, and a rating of 0 is one that matters.
        {
            "value": "" if key is None else str(key),
            "text": str(words),
            "selected": str(key) == str(bound.value()),
        }
        for key, words in bound.field.choices
    ]
    return _drawn(bound, "select", _common(bound) | {"items": items} | options)


def _date_parts(bound: BoundField, options: Mapping[str, object]) -> Markup:
    common = _common(bound)
    label = common.pop("label")
    value = bound.value()
    if isinstance(value, date):
        value = [value.day, value.month, value.year]
    values = list(value or ["", "", ""])
    error = {"classes": "nhsuk-input--error"} if bound.errors else {}
    items = [
        {
            "id": f"{bound.auto_id}_{index}",
            "name": f"{bound.html_name}_{index}",
            "label": words,
            "value": str(values[index] or ""),
            "width": width,
            "inputmode": "numeric",
            **error,
        }
        for index, (words, width) in enumerate((("Day", "2"), ("Month", "2"), ("Year", "4")))
    ]
    params = common | {
        "fieldset": {"legend": {"text": label["text"], "classes": "nhsuk-fieldset__legend--s"}},
        "items": items,
    }
    params.pop("name")
    if any(values):  # typed, and in boxes within boxes
        return _macro("date-input")(params | options)
    return _drawn(bound, "date-input", params | options)


def _hidden(bound: BoundField, options: Mapping[str, object]) -> Markup:
    return Markup(bound.as_hidden())  # noqa: S704 - the library has escaped it


def _file(bound: BoundField, options: Mapping[str, object]) -> Markup:
    return _macro("file-upload")(_common(bound) | options)


class DateParts(forms.MultiWidget):
    """Day, month and year as three boxes, as the design system asks for dates people know."""

    def __init__(self, attrs=None) -> None:
        super().__init__([forms.TextInput() for _ in range(3)], attrs)

    def decompress(self, value):
        """A date as its three boxes."""
        return [value.day, value.month, value.year] if value else ["", "", ""]


class DateField(forms.MultiValueField):
    """A date typed in three boxes; the error says which part is wrong."""

    widget = DateParts

    def __init__(self, **kwargs) -> None:
        parts = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list):
        """The date, or an error in words."""
        if not any(data_list):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
            return date(year, month, day)
        except (ValueError, TypeError, OverflowError):
            raise forms.ValidationError(
                f"{self.label or 'The date'} must be a real date, like 27 3 1985"
            ) from None


class NumberOr(forms.MultiWidget):
    """A box for a number, and beside it what can be said instead of one."""

    def __init__(self, instead: Iterable[tuple[str, str]], attrs=None) -> None:
        self.instead = tuple(instead)
        boxes = forms.CheckboxSelectMultiple(choices=self.instead)
        super().__init__([forms.TextInput(), boxes], attrs)

    def decompress(self, value):
        """A value as what stands in the box and what is ticked."""
        if value in (None, ""):
            return ["", []]
        return ["", [value]] if value in dict(self.instead) else [value, []]


def _number_or(bound: BoundField, options: Mapping[str, object]) -> Markup:
    common = _common(bound)
    widget = bound.field.widget
    value = bound.value()
    typed, ticked = value if isinstance(value, list) else widget.decompress(value)
    question = common["label"]
    box = {
        "id": f"{bound.auto_id}_0",
        "name": f"{bound.html_name}_0",
        "label": {"text": widget.attrs["range"]},
        "value": "" if typed is None else str(typed),
        "inputmode": "numeric",
        "width": "4",
        "formGroup": common["formGroup"],
    }
    if "errorMessage" in common:
        box["errorMessage"] = common["errorMessage"]
    boxes = {
        "idPrefix": f"{bound.auto_id}_1",
        "name": f"{bound.html_name}_1",
        "classes": "nhsuk-checkboxes--small",
        "items": [
            {"value": key, "text": words, "checked": key in (ticked or ())}
            for key, words in widget.instead
        ],
    }
    inside = _macro("input")(box | options) + _macro("checkboxes")(boxes)
    legend = {"text": question["text"], "classes": "nhsuk-fieldset__legend--s"}
    return _macro("fieldset")({"legend": legend, "html": inside})


_DRAWN_BY = (
    (forms.HiddenInput, _hidden),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
    (forms.Textarea, _textarea),
    (DateParts, _date_parts),
    (NumberOr, _number_or),
    (forms.CheckboxSelectMultiple, _choices),
    (forms.RadioSelect, _choices),
    (forms.CheckboxInput, _checkbox),
    (forms.Select, _select),
    (forms.widgets.Input, _input),
)


def draw_field(bound: BoundField, **options: object) -> Markup:
    """One field as its component; ``options`` are passed to the NHS macro over our own."""
    for widget, draw in _DRAWN_BY:
        if isinstance(bound.field.widget, widget):
            return draw(bound, options)
    raise AssertionError(f"no component draws {bound.field.widget!r}")


def draw_form(form: forms.Form) -> Markup:
    """All fields of a form, in order."""
    return Markup("").join(draw_field(bound) for bound in form)


def _anchor(bound: BoundField) -> str:
    """The id of the element an error links to: the first of several boxes, the first choice."""
    if isinstance(bound.field.widget, DateParts | NumberOr):
        return f"#{bound.auto_id}_0"
    return f"#{bound.auto_id}"


def error_summary(*several: forms.Form) -> Markup:
    """What went wrong in the forms of a page, at its top, each line linked to its field."""
    errors = [line for form in several if form.errors for line in _error_lines(form)]
    if not errors:
        return Markup("")
    return _macro("error-summary")({"titleText": "There is a problem", "errorList": errors})


def _error_lines(form: forms.Form) -> list[dict[str, str]]:
    """The errors of one form, those of no field first."""
    return [{"text": text} for text in form.non_field_errors()] + [
        {"text": text, "href": _anchor(form[name])}
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]
