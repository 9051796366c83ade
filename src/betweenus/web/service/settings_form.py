"""The settings as a form, with a row of its own for each break of the service."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.http import QueryDict

from betweenus.domain.people.keeping import FEWEST, MOST
from betweenus.services.service import Service
from betweenus.web.fields import DateField
from betweenus.web.sent import number

Pause = tuple[date, date, str]
MOST_BREAKS = 40
_YES_OR_NO = ("dna_counts", "counts_language")


class SettingsForm(forms.Form):
    """Everything about the service but its breaks and its protocol."""

    name = forms.CharField(
        label="Name of the service",
        max_length=120,
        error_messages={"required": "Enter the name of the service"},
    )
    phone = forms.CharField(label="Telephone", max_length=60, required=False)
    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Enter an email address like name@example.com"},
    )
    address = forms.CharField(
        label="Address",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    crisis_text = forms.CharField(
        label="Help in a crisis",
        help_text="Shown on every page of a client, and at once when an answer is a risk sign. "
        "Leave an empty line between paragraphs.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Write where somebody in danger finds help now"},
    )
    planned_sessions = forms.TypedChoiceField(
        label="Sessions in a course, unless another number is chosen",
        coerce=int,
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    session_minutes = forms.IntegerField(
        label="Minutes in a session",
        min_value=20,
        max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": "3"}),
        error_messages={"required": "Enter how long a session is", "invalid": "Enter a number"},
    )
    dna_counts = forms.TypedChoiceField(
        label="Does a session somebody misses without notice count?",
        help_text="If it does, it uses up one of the planned sessions. Courses under way keep the "
        "rule they were opened with.",
        coerce=lambda value: value == "yes",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    escalation_hours = forms.IntegerField(
        label="Hours until an unacknowledged risk sign is passed on",
        min_value=1,
        max_value=168,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": "3"}),
        error_messages={"required": "Enter a number of hours", "invalid": "Enter a number"},
    )
    reminder_hours = forms.IntegerField(
        label="Hours before a session that clients are reminded of questionnaires",
        help_text="By an email without a clinical word, between 9 and 7 by day. 0 sends none.",
        min_value=0,
        max_value=72,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": "3"}),
        error_messages={"required": "Enter a number of hours", "invalid": "Enter a number"},
    )
    reminders_most = forms.IntegerField(
        label="Reminders for one session, at most",
        help_text="Never more than one a day, and none to who does not want them.",
        min_value=1,
        max_value=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": "3"}),
        error_messages={"required": "Enter a number from 1 to 3", "invalid": "Enter a number"},
    )
    keep_years = forms.IntegerField(
        label="Years a record is kept after the last contact",
        help_text="The NHS schedule says 20 for mental health. Somebody seen before they were 18 "
        "is kept at least to their 25th birthday. Nothing is erased by itself.",
        min_value=FEWEST,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": "3"}),
        error_messages={"required": "Enter a number of years", "invalid": "Enter a number"},
    )
    keep_years_after_death = forms.IntegerField(
        label="Years a record is kept after a death",
        help_text="The NHS schedule says 10.",
        min_value=FEWEST,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "width": "3"}),
        error_messages={"required": "Enter a number of years", "invalid": "Enter a number"},
    )
    counts_language = forms.TypedChoiceField(
        label="Count mentalising language in transcripts?",
        help_text="Research: plain counts of our own words for each session, never a score, seen "
        "by the therapist and their supervisor only.",
        coerce=lambda value: value == "yes",
        choices=[("no", "No"), ("yes", "Yes")],
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    why = forms.CharField(
        label="Why do you change this?",
        help_text="Kept with the change, for whoever comes after you.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why you change this"},
    )

    def __init__(self, lengths: Iterable[int], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_sessions"].choices = [(n, str(n)) for n in lengths]

    def clean_crisis_text(self) -> str:
        """The text as it is kept: a browser sends its own line ends."""
        return self.cleaned_data["crisis_text"].replace("\r\n", "\n")

    def clean_address(self) -> str:
        """As above."""
        return self.cleaned_data["address"].replace("\r\n", "\n")

    def settings(self) -> dict[str, object]:
        """The settings, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "why"}


class BreakForm(forms.Form):
    """Days on which the service does not meet."""

    first = DateField(label="First day", required=False)
    last = DateField(label="Last day", required=False)
    why = forms.CharField(
        label="What for", max_length=60, required=False, widget=forms.TextInput(attrs={})
    )
    remove = forms.BooleanField(label="Remove this break", required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["unmarked"] = True

    def clean(self) -> dict[str, object]:
        """A break has a first day; without a last one it is a single day."""
        asked = super().clean()
        if asked.get("remove") or self.errors:
            return asked
        first, last = asked.get("first"), asked.get("last")
        if (last or asked.get("why")) and not first:
            self.add_error("first", "Enter the first day of the break")
        elif first and last and last < first:
            self.add_error("last", "The last day must not be before the first")
        return asked

    def pause(self) -> Pause | None:
        """The break, or None for an empty or removed row."""
        asked = self.cleaned_data
        if asked.get("remove") or not asked.get("first"):
            return None
        return asked["first"], asked.get("last") or asked["first"], asked["why"].strip()


def initial_of(now: Service) -> dict[str, object]:
    """The settings as the form shows them."""
    values = {name: getattr(now, name) for name in SettingsForm.base_fields if name != "why"}
    return values | {name: "yes" if values[name] else "no" for name in _YES_OR_NO}


def break_forms(pauses: Iterable[Pause]) -> list[BreakForm]:
    """A row for each break, and an empty one."""
    rows = [{"first": first, "last": last, "why": why} for first, last, why in pauses]
    return [_row(number, initial=row) for number, row in enumerate([*rows, {}])]


def posted_breaks(data: QueryDict) -> list[BreakForm]:
    """The rows as they were posted."""
    return [_row(number, data) for number in range(_count(data))]


def typed_breaks(data: QueryDict, *, more: int = 0) -> list[BreakForm]:
    """The rows as they were posted, not judged yet, with some empty ones more."""
    rows = [typed(form, data) for form in posted_breaks(data)]
    return [_row(n, initial=row) for n, row in enumerate([*rows, *({} for _ in range(more))])]


def _count(data: QueryDict) -> int:
    return min(number(data.get("breaks")), MOST_BREAKS)


def _row(number: int, data: Mapping | None = None, initial: dict | None = None) -> BreakForm:
    return BreakForm(data, initial=initial, prefix=f"break{number}", auto_id="%s")


def typed(form: forms.Form, data: QueryDict) -> dict[str, object]:
    """What was typed into a form, whatever it is worth, to be shown again without judging it."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }
