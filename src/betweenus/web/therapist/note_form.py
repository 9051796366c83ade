"""The session note as a form: fields made from the note's parts, in the order its phase wants."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from markupsafe import Markup

from betweenus.domain.formulation.notes import (
    MOST_TECHNIQUE,
    TECHNIQUES,
    NotePart,
    PartKind,
    note_parts,
    part_names,
    parts_for,
)

_WEIGHTS = [("", "–"), *((str(n), str(n)) for n in range(MOST_TECHNIQUE + 1))]
_LABEL = "nhsuk-label--s"


class NoteForm(forms.Form):
    """A note's parts for one phase. Nothing is required while it is a draft."""

    same_for_all = True

    def __init__(self, phase: str, parts: Mapping[str, Any], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lead: list[str] = []
        self.more: list[str] = []
        self.balance: list[str] = []
        self.folded: list[str] = []
        for part in parts_for(phase):
            leads = part.leads(phase)
            if not leads:
                self.folded.append(part.name)
            for name, field in _fields(part, phase, parts.get(part.id)):
                self.fields[name] = field
                self._place(part, leads=leads).append(name)

    def _place(self, part: NotePart, *, leads: bool) -> list[str]:
        if part.kind is PartKind.BALANCE:
            return self.balance
        return self.lead if leads else self.more

    @property
    def more_is_written(self) -> bool:
        """Whether one of the folded parts has something in it."""
        return any(self[name].initial for name in (*self.more, *self.balance))

    @property
    def shortcuts(self) -> list[tuple[str, str]]:
        """Keyboard letters and the parts they lead to."""
        return [
            (field.widget.attrs["accesskey"], field.label)
            for field in self.fields.values()
            if "accesskey" in field.widget.attrs
        ]

    def label(self, name: str) -> dict[str, object]:
        """A part's label, its keyboard letter beside it; screen readers say the letter anyway."""
        field = self.fields[name]
        key = field.widget.attrs.get("accesskey")
        shown = Markup('<kbd class="bu-key" aria-hidden="true">{}</kbd>').format(key.upper())
        return {"html": Markup("{} {}").format(field.label, shown), "classes": _LABEL}


def _fields(part: NotePart, phase: str, value: Any) -> Iterator[tuple[str, forms.Field]]:
    if part.kind is PartKind.BALANCE:
        for technique, words in TECHNIQUES.items():
            yield f"{part.id}.{technique}", _weight(words, (value or {}).get(technique))
    elif part.kind is PartKind.CHOICE:
        yield (
            part.id,
            forms.ChoiceField(
                label=part.name,
                choices=list(part.choices.items()),
                initial=value,
                required=False,
                widget=forms.RadioSelect(attrs={"small": True, "unmarked": True}),
            ),
        )
    else:
        yield part.id, _text(part, phase, value)


def _text(part: NotePart, phase: str, value: Any) -> forms.CharField:
    attrs = {"rows": part.rows, "label": _LABEL, "unmarked": True, "data-grows": "1"}
    if part.key:
        attrs["accesskey"] = part.key
    return forms.CharField(
        label=part.name,
        help_text=part.hint(phase),
        initial="\n".join(value) if isinstance(value, list) else value,
        required=False,
        widget=forms.Textarea(attrs=attrs),
    )


def _weight(words: str, value: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=words,
        choices=_WEIGHTS,
        initial="" if value is None else str(value),
        required=False,
        widget=forms.Select(attrs={"unmarked": True}),
    )


def typed(data: QueryDict) -> dict[str, Any]:
    """The note's parts as they were posted, the balance gathered again."""
    parts: dict[str, Any] = {name: data.get(name, "") for name in part_names() if name in data}
    parts["technique"] = {
        technique: data.get(f"technique.{technique}", "") for technique in TECHNIQUES
    }
    return parts


def in_words(parts: Mapping[str, Any]) -> str:
    """Everything typed into a note as one text, each part under its name."""
    said = ((part.name, _said(part, parts.get(part.id))) for part in note_parts())
    return "\n\n".join(f"{name}: {text}" for name, text in said if text)


def _said(part: NotePart, value: Any) -> str:
    if part.kind is PartKind.BALANCE:
        weights = ((TECHNIQUES[name], weight) for name, weight in (value or {}).items() if weight)
        return ", ".join(f"{words.lower()} {weight}" for words, weight in weights)
    if part.choices is not None:
        return part.choices.get(value, "")
    return "\n".join(value) if isinstance(value, list) else str(value or "").strip()
