"""The assessment as a form: a field for each criterion's answer and reason, then the decision."""

from django import forms
from django.http import QueryDict

from betweenus.domain.outcomes.thresholds import shipped
from betweenus.domain.refusals import Refusal
from betweenus.domain.suitability import ANSWERS, Criterion, assessment
from betweenus.services import suitability

LATER = "later"  # a radio button once pressed cannot be let go again, so this is one too
_BOLD = "nhsuk-label--s"


def _problems() -> list[tuple[str, str]]:
    """The problem descriptors the outcome rules know, as they are named there."""
    named = {name for row in shipped().rows if row.plays != "none" for name in row.problems}
    return [(name, name[0].upper() + name[1:]) for name in sorted(named - {"any", "none"})]


class SuitabilityForm(forms.Form):
    """Answers may be left open; a decision needs its reason, and an ending what happens now."""

    decision = forms.ChoiceField(
        label="What you have decided",
        required=False,
        widget=forms.RadioSelect(attrs={"unmarked": True, "small": True}),
    )
    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "label": _BOLD, "unmarked": True}),
    )
    problem_descriptor = forms.ChoiceField(
        label="Main problem",
        help_text="Chooses the measure of anxiety for the outcome. It can be changed later.",
        required=False,
        widget=forms.Select(attrs={"label": _BOLD}),
    )
    offered = forms.MultipleChoiceField(
        label="What you offered",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"unmarked": True, "small": True}),
    )
    chosen = forms.ChoiceField(
        label="What they chose",
        required=False,
        widget=forms.RadioSelect(attrs={"small": True}),
    )
    told = forms.CharField(
        label="What you agreed about what happens now",
        help_text="How long it may take, whom they will hear from, where they can turn meanwhile.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "label": _BOLD, "unmarked": True}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = assessment()
        treatments = [(one.id, one.name) for one in known.treatments]
        self.fields["decision"].choices = [(one.id, one.name) for one in known.decisions]
        self.fields["problem_descriptor"].choices = [("", "Not decided yet"), *_problems()]
        self.fields["offered"].choices = treatments
        self.fields["chosen"].choices = [*treatments, (LATER, "They want to think about it")]
        self.closing = {one.id for one in known.decisions if one.close}
        for criterion in known.criteria:
            self.fields |= _asked(criterion)

    def criteria(self):
        """Each criterion's cautions with its two bound fields, for drawing."""
        known = assessment()
        return [
            (known.cautions_for(one.id), self[f"answer_{one.id}"], self[f"reason_{one.id}"])
            for one in known.criteria
        ]

    def clean(self) -> dict[str, object]:
        """A decision with its reason; parts that contradict each other are named."""
        values = self.cleaned_data
        if not values.get("decision"):
            self.add_error("decision", "Choose what you have decided")
        if not values.get("reason"):
            self.add_error("reason", "Say why, in a line or two")
        if values.get("decision") in self.closing and not values.get("told"):
            self.add_error(
                "told", "This ends the referral: say what you agreed about what happens now"
            )
        if not self.errors:
            self._belong_together()
        return values

    def clean_chosen(self) -> str:
        """Wanting to think about it is no choice yet."""
        return self.cleaned_data["chosen"].replace(LATER, "")

    def _belong_together(self) -> None:
        values = self.cleaned_data
        try:
            suitability.check(
                answers=self.answers(),
                decision=values["decision"],
                offered=tuple(values["offered"]),
                chosen=values["chosen"],
            )
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))

    def answers(self) -> dict[str, dict[str, str]]:
        """The criteria as the service takes them; a criterion nobody touched is left out."""
        return answers_in(self.cleaned_data)


def _asked(criterion: Criterion) -> dict[str, forms.Field]:
    return {
        f"answer_{criterion.id}": forms.ChoiceField(
            label=criterion.asks,
            help_text=criterion.hint,
            choices=list(ANSWERS.items()),
            required=False,
            widget=forms.RadioSelect(attrs={"inline": True, "small": True, "unmarked": True}),
        ),
        f"reason_{criterion.id}": forms.CharField(
            label=f"Reason: {criterion.name.lower()}",
            required=False,
            widget=forms.Textarea(attrs={"rows": 1, "unmarked": True}),
        ),
    }


def answers_in(content) -> dict[str, dict[str, str]]:
    """Criterion -> {answer, reason} from a form's or a draft's flat values."""
    found = {}
    for criterion in assessment().criteria:
        answer = content.get(f"answer_{criterion.id}", "")
        reason = content.get(f"reason_{criterion.id}", "")
        if answer or reason:
            found[criterion.id] = {"answer": answer, "reason": reason}
    return found


def content_of(answers: dict[str, dict[str, str]]) -> dict[str, str]:
    """The other way round: an earlier assessment's answers as the values a form starts from."""
    return {
        f"{part}_{key}": one.get(part, "")
        for key, one in answers.items()
        for part in ("answer", "reason")
    }


def typed(post: QueryDict) -> dict[str, object]:
    """What was sent, as a draft keeps it."""
    names = SuitabilityForm().fields
    return {
        name: post.getlist(name) if name == "offered" else post[name]
        for name in names
        if name in post
    }
