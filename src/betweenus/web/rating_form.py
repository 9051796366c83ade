"""The weekly rating as a form: the same four questions to the client and to their therapist."""

from dataclasses import dataclass
from typing import Any

from django import forms

from betweenus.domain.tracking.rating import HIGHEST, PLACES, Rating

NUMBERS = [(str(n), str(n)) for n in range(HIGHEST + 1)]


@dataclass(frozen=True)
class Asks:
    """How one side is asked: the four questions, and what the ends of the scales mean."""

    showed: str
    stepped_back: str
    stepped_back_hint: str
    places: str
    place_words: tuple[str, str, str]
    tried: str
    tried_hint: str
    missing: str = "Choose a number from 0 to 10"


CLIENT = Asks(
    showed="How much did this show in the week?",
    stepped_back="When it showed, how far could you step back from it?",
    stepped_back_hint="Such as noticing it, waiting, or seeing it another way."
    " Leave this out if it did not show.",
    places="Where did it show?",
    place_words=(
        "With people in my life now",
        "In what I remembered from earlier",
        "In the session, between my therapist and me",
    ),
    tried="Did you try something new?",
    tried_hint="In your own words, or leave it empty.",
)
THERAPIST = Asks(
    showed="How much did the focus show, in what was told and in the room?",
    stepped_back="How far could they step back from it?",
    stepped_back_hint="Leave this out if it did not show or cannot be said.",
    places="Where was it active?",
    place_words=tuple(PLACES.values()),  # type: ignore[arg-type]
    tried="A new way tried",
    tried_hint="In their words where you can. Leave it empty if there was none.",
)


class RatingForm(forms.Form):
    """One week's rating."""

    showed = forms.TypedChoiceField(choices=NUMBERS, coerce=int, widget=forms.RadioSelect)
    stepped_back = forms.TypedChoiceField(
        choices=NUMBERS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    places = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"unmarked": True, "small": True}),
    )
    tried = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "unmarked": True, "label": "nhsuk-label--s"}),
    )

    def __init__(self, asks: Asks, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["showed"].label = asks.showed
        fields["showed"].error_messages |= {
            "required": asks.missing,
            "invalid_choice": asks.missing,
        }
        fields["stepped_back"].label = asks.stepped_back
        fields["stepped_back"].help_text = asks.stepped_back_hint
        fields["stepped_back"].error_messages["invalid_choice"] = asks.missing
        fields["places"].label = asks.places
        fields["places"].choices = list(zip(PLACES, asks.place_words, strict=True))
        fields["tried"].label = asks.tried
        fields["tried"].help_text = asks.tried_hint


def as_rated(rating: Rating | None) -> dict[str, Any]:
    """What a form shows of a week that is rated already."""
    if rating is None:
        return {}
    return {
        "showed": rating.showed,
        "stepped_back": rating.stepped_back,
        "places": list(rating.places),
        "tried": rating.tried,
    }
