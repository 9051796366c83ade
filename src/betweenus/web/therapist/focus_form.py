"""The focus as a form: its parts, with up to three feelings, each shown or hidden."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from betweenus.domain.formulation.focus import MOST_AFFECTS, PART_ASKS, PART_WORDS

_TEXTS = ("self", "other", "reversed", "defence", "origins", "cost", "plain")
_ROWS = {"self": 2, "other": 2, "reversed": 2, "defence": 2, "origins": 2, "cost": 2, "plain": 5}
_DEPTH = [("shown", "Shown"), ("hidden", "Hidden")]
AFFECTS = tuple(range(1, MOST_AFFECTS + 1))


class FocusForm(forms.Form):
    """One wording of the focus. Nothing is required while it is a draft."""

    def __init__(self, parts: Mapping[str, Any], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for key in _TEXTS:
            self.fields[key] = forms.CharField(
                label=PART_WORDS[key],
                help_text=PART_ASKS[key],
                required=False,
                initial=parts.get(key, ""),
                widget=forms.Textarea(
                    attrs={
                        "rows": _ROWS[key],
                        "unmarked": True,
                        "label": "nhsuk-label--s",
                        "data-grows": "1",
                    }
                ),
            )
        affects = list(parts.get("affects") or [])
        for number in AFFECTS:
            affect = affects[number - 1] if number <= len(affects) else {}
            self.fields[f"affect_{number}"] = forms.CharField(
                label=f"Feeling {number}",
                required=False,
                max_length=40,
                initial=affect.get("name", ""),
                widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off"}),
            )
            self.fields[f"depth_{number}"] = forms.ChoiceField(
                label=f"Feeling {number} is",
                choices=_DEPTH,
                required=False,
                initial="hidden" if affect and not affect.get("shown", True) else "shown",
                widget=forms.Select(attrs={"unmarked": True}),
            )


def typed(data: QueryDict) -> dict[str, Any]:
    """The parts as they were posted."""
    parts: dict[str, Any] = {key: data.get(key, "").strip() for key in _TEXTS}
    parts["affects"] = [
        {"name": name, "shown": data.get(f"depth_{number}") != "hidden"}
        for number in AFFECTS
        if (name := data.get(f"affect_{number}", "").strip())
    ]
    return parts
