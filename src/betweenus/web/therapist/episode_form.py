"""An episode as a form: with whom, when, and the story in the client's words."""

from collections.abc import Mapping, Sequence

from django import forms

from betweenus.domain.formulation.people_map import LONGEST_NAME, MapPerson

NAMES = ("who", "new_person", "where", "happened", "story")
_NOBODY = ("no one", "no-one", "noone", "nobody", "me", "myself", "just me")
_WHERE = (("now", "Now"), ("past", "In the past"))


class EpisodeForm(forms.Form):
    """One episode; the service says what is missing."""

    who = forms.ChoiceField(
        label="Who was it with?",
        required=False,
        widget=forms.Select(attrs={"unmarked": True}),
        error_messages={"invalid_choice": "Choose somebody of the list"},
    )
    new_person = forms.CharField(
        label="Or somebody who is not on the map yet",
        help_text="They are added to it.",
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off", "width": "20"}),
        error_messages={"max_length": f"A name may have {LONGEST_NAME} letters"},
    )
    story = forms.CharField(
        label="What happened?",
        help_text="In the client’s words where you can: who said and did what.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7, "unmarked": True, "data-grows": "1"}),
    )
    happened = forms.CharField(
        label="When was that?",
        help_text="As they put it: “last Sunday”, “when I was nine”.",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"unmarked": True, "autocomplete": "off", "width": "20"}),
        error_messages={"max_length": "When it was may have 120 letters"},
    )
    where = forms.ChoiceField(
        label="Is this from their life now, or their past?",
        help_text="If you choose neither, it is taken from the map.",
        required=False,
        choices=_WHERE,
        widget=forms.RadioSelect(attrs={"unmarked": True, "inline": True, "small": True}),
        error_messages={"invalid_choice": "Choose now or in the past"},
    )

    def __init__(self, people: Sequence[MapPerson], data=None, **kwargs) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        names = [(person.key, _named(person)) for person in people]
        self.fields["who"].choices = [("", "Choose"), *names]

    @property
    def said(self) -> dict[str, str]:
        """What the service is told."""
        return {name: self.cleaned_data[name] for name in NAMES}


def _named(person: MapPerson) -> str:
    if person.when == "therapist":
        return f"{person.name} (between the two of you)"
    return f"{person.name}, {person.relation}" if person.relation else person.name


def guess(people: Sequence[MapPerson], written: str) -> Mapping[str, str]:
    """Whom a diary's own answer to "who" means: somebody on the map, else a name to be added."""
    said = written.strip().casefold()
    within = set(said.replace(",", " ").split())
    for person in people:
        if said and said in (person.name.casefold(), person.relation.casefold()):
            return {"who": person.key}
    for person in people:
        # "Callum at work", "my boss"
        if {person.name.casefold().split()[0], person.relation.casefold()} & within:
            return {"who": person.key}
    # A moment alone names nobody to put on the map; whom it is about is for the therapist to say.
    if said in _NOBODY:
        return {}
    return {"new_person": written.strip()[:LONGEST_NAME]}
