"""A questionnaire as a form: one field for each question, drawn from its definition."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from betweenus.domain.measures import DECLINED, NOT_APPLICABLE, Item, Measure
from betweenus.domain.measures.parts import Comment
from betweenus.web.fields import NumberOr
from betweenus.web.sent import number

RATHER_NOT = "I would rather not answer"
DOES_NOT_APPLY = "Does not apply to me"
LONGEST_COMMENT = 4000  # letters; a page of writing


def say_already_in(request: HttpRequest) -> None:
    """Tell whoever sends a second window that its answers were not taken; silent on reading."""
    if request.method == "POST":
        messages.info(
            request,
            "Your answers were in already. If you changed one after that, the change was not"
            " taken: please tell your therapist.",
        )


def item_field(item: Item, *, required: bool, decline: str, inline: bool) -> forms.Field:
    """One question: its answers to tick, or a box for the number where there are too many."""
    if item.is_number:
        return NumberField(item, required=required, decline=decline)
    return ItemField(item, required=required, decline=decline, inline=inline)


class ItemField(forms.TypedChoiceField):
    """One question. Its value is the number of the answer, ``declined``, or None when left open."""

    def __init__(self, item: Item, *, required: bool, decline: str, inline: bool) -> None:
        choices = [(str(option.value), option.text) for option in item.options]
        if item.may_not_apply:
            choices.append((str(NOT_APPLICABLE), DOES_NOT_APPLY))
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


class NumberField(forms.MultiValueField):
    """One question answered by a number of many; its value as that of the others."""

    def __init__(self, item: Item, *, required: bool, decline: str) -> None:
        self.values = item.values
        span = f"{min(item.values)} to {max(item.values)}"
        self.wrong = f"Question {item.number}: enter a whole number from {span}"
        instead = [(str(DECLINED), decline)]
        if item.may_not_apply:
            instead.append((str(NOT_APPLICABLE), DOES_NOT_APPLY))
        super().__init__(
            [
                forms.CharField(required=False),
                forms.MultipleChoiceField(choices=instead, required=False),
            ],
            require_all_fields=False,
            label=f"{item.number}. {item.text}",
            required=required,
            widget=NumberOr(instead, {"range": f"A number from {item.ends}", "unmarked": True}),
            error_messages={
                "required": f"Question {item.number}: enter a number, or choose “{decline}”",
            },
        )

    def compress(self, data_list):
        """What was said instead of a number, the number, or None when left open."""
        typed, instead = data_list or ("", [])
        if instead:
            return instead[0]
        if not typed:
            return None
        if number(typed, -1) not in self.values:
            raise forms.ValidationError(self.wrong)
        return number(typed)


class CommentField(forms.CharField):
    """A question answered in one's own words, or not at all."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(
            label=comment.text,
            required=False,
            max_length=LONGEST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 4}),
        )


def _value(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 9 else text


class ClientForm(forms.Form):
    """The form a client fills in: every question that counts wants an answer or a "rather not"."""

    same_for_all = True

    def __init__(self, measure: Measure, data=None) -> None:
        super().__init__(data)
        self.measure = measure
        for item in measure.questions():
            self.fields[item.id] = item_field(
                item, required=item.scored, decline=RATHER_NOT, inline=False
            )
        for comment in measure.comments:
            self.fields[comment.id] = CommentField(comment)

    @property
    def answers(self) -> dict[str, object]:
        """What was answered, by item id."""
        return {item.id: self.cleaned_data[item.id] for item in self.measure.items}

    @property
    def written(self) -> dict[str, str]:
        """What was written, by comment id."""
        return {one.id: self.cleaned_data[one.id] for one in self.measure.comments}


class WholeForm(ClientForm):
    """The same, begun earlier perhaps, and saved as it stands."""

    def __init__(self, measure: Measure, data=None, *, initial=None) -> None:
        super().__init__(measure, data)
        self.initial = dict(initial or {})

    @property
    def given(self) -> dict[str, object]:
        """What was sensibly answered so far; a question left open takes nothing back.

        Words do: their box is on the page, and whoever emptied it does not want them told.
        """
        emptied = {one.id for one in self.measure.comments if one.id in self.data}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "") or name in emptied
        }


class OneQuestionForm(forms.Form):
    """One question of a questionnaire, on a page of its own: the page's heading is the question."""

    def __init__(self, asked: Item | Comment, data=None, *, initial=None) -> None:
        super().__init__(data, initial={asked.id: (initial or {}).get(asked.id)})
        self.asked = asked
        self.fields[asked.id] = (
            CommentField(asked)
            if isinstance(asked, Comment)
            else item_field(asked, required=asked.scored, decline=RATHER_NOT, inline=False)
        )

    @property
    def given(self) -> dict[str, object]:
        """The answer by its id; None where nothing was answered and nothing need be."""
        return {self.asked.id: self.cleaned_data[self.asked.id]}
