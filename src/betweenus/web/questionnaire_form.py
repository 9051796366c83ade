"""A questionnaire as a form: one field for each question, drawn from its definition."""

from django import forms

from betweenus.domain.measures import DECLINED, Item, Measure

RATHER_NOT = "I would rather not answer"


class ItemField(forms.TypedChoiceField):
    """One question. Its value is the number of the answer, ``declined``, or None when left open."""

    def __init__(self, item: Item, *, required: bool, decline: str, inline: bool) -> None:
        choices = [(str(option.value), option.text) for option in item.options]
        super().__init__(
            label=f"{item.number}. {item.text}",
            choices=[*choices, (str(DECLINED), decline)],
            coerce=_value,
            empty_value=None,
            required=required,
            widget=forms.RadioSelect(attrs={"inline": inline, "small": inline, "unmarked": True}),
            error_messages={
                "required": f"Question {item.number}: choose an answer, or “{decline}”",
                "invalid_choice": f"Question {item.number}: choose one of the answers",
            },
        )


def _value(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


class ClientForm(forms.Form):
    """The form a client fills in: every question that counts wants an answer or a "rather not"."""

    def __init__(self, measure: Measure, data=None) -> None:
        super().__init__(data)
        self.measure = measure
        for item in measure.questions():
            self.fields[item.id] = ItemField(
                item, required=item.scored, decline=RATHER_NOT, inline=False
            )

    @property
    def answers(self) -> dict[str, object]:
        """What was answered, by item id."""
        return {item.id: self.cleaned_data[item.id] for item in self.measure.items}
