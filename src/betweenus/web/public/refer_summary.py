"""A form's answers as people read them back: label and words, in order, blanks left out."""

from datetime import date

from django import forms
from markupsafe import Markup, escape

from betweenus.domain.people import shown_nhs_number, shown_phone, tidy_phone
from betweenus.web.words import day, paragraphs


def summary(form: forms.Form) -> list[tuple[str, Markup]]:
    """The answered questions of a valid form, each with its answer."""
    assert form.is_valid(), form.errors
    return [
        (form.fields[name].label, _said(name, form.fields[name], value))
        for name, value in form.cleaned_data.items()
        if value
    ]


_SHOWN = {"nhs_number": shown_nhs_number, "phone": lambda typed: shown_phone(tidy_phone(typed))}


def _said(name: str, field: forms.Field, value: object) -> Markup:
    if isinstance(field, forms.ChoiceField):
        return _chosen(dict(field.choices), value)
    if isinstance(value, date):
        return escape(day(value).split(" ", 1)[1])
    if name in _SHOWN:
        return escape(_SHOWN[name](str(value)))
    return Markup("Yes") if value is True else paragraphs(str(value))


def _chosen(words: dict[str, str], value: object) -> Markup:
    if not isinstance(value, list):
        return escape(words[str(value)])
    rows = (Markup("<li>{}</li>").format(words[key]) for key in value)
    return Markup('<ul class="nhsuk-list">{}</ul>').format(Markup("").join(rows))
