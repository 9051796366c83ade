"""The referral form as staff fill it in: the same questions, with how and when it came."""

from django import forms

from betweenus.domain.referral import SOURCES
from betweenus.services import clock
from betweenus.web.fields import DateField
from betweenus.web.public.refer_forms import (
    BOLD,
    AboutYou,
    Needs,
    ReachYou,
    Reasons,
    Wishes,
)

# How staff say what the public form asks: label, and hint where it differs.
_WORDS = {
    "known_as": ("What they like to be called", ""),
    "pronouns": ("Pronouns", ""),
    "born_on": ("Date of birth", "Helps to find out whether we know them already"),
    "nhs_number": ("NHS number", "10 digits"),
    "contact_preference": ("How they would like to be reached", ""),
    "may_leave_message": ("We may leave a voice message", ""),
    "contact_notes": (
        "What we need to know to reach them safely",
        "For example when not to ring, or who must not find out.",
    ),
    "own_words": ("What brings them here, in their own words", ""),
    "difficulties": ("What has been troubling them", ""),
    "relationship_difficulties": ("With other people", "As they would say it."),
    "preference": ("What kind of help they would like", "As they would say it."),
    "preference_words": (
        "What to know when arranging it",
        "For example times, or a woman or a man. Whoever allocates reads this.",
    ),
    "previous_therapy": ("Therapy before", "As they would say it."),
    "previous_therapy_words": ("What it was like", ""),
    "access_needs": (
        "What would make coming here easier",
        "For example hearing, sight, stairs, reading, or somebody they care for.",
    ),
    "language": ("Language they speak best", "If it is not English"),
    "needs_interpreter": ("An interpreter is needed", ""),
    "gp_practice": ("GP practice", ""),
    "emergency_contact": ("Somebody to contact in an emergency", "Name, phone number, and who."),
}
_NEEDED = ("name", "source", "received_on")


def speak_as_staff(form: forms.Form) -> None:
    """Ask about somebody instead of asking them; only the name cannot be left out."""
    for name, field in form.fields.items():
        field.required = name in _NEEDED
        field.widget.attrs["unmarked"] = True
        if name in _WORDS:
            field.label, field.help_text = _WORDS[name]
    if "name" in form.fields:
        form.fields["name"].error_messages["required"] = "Enter their full name"


class Arrival(forms.Form):
    """How and when a referral came."""

    source = forms.ChoiceField(
        label="How it came",
        choices=[(key, SOURCES[key]) for key in ("gp", "staff", "self")],
        error_messages={"required": "Choose how the referral came"},
        widget=forms.RadioSelect(),
    )
    received_on = DateField(
        label="Day it was received",
        help_text="The wait counts from this day.",
        error_messages={"required": "Enter the day the referral was received"},
    )
    referrer = forms.CharField(
        label="Who referred them",
        help_text="Name and practice, if it was not they themselves",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"label": BOLD}),
    )
    referrer_words = forms.CharField(
        label="What the referrer wrote",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "label": BOLD}),
    )

    def clean_received_on(self):
        """Not later than today."""
        received = self.cleaned_data["received_on"]
        if received and received > clock.today():
            raise forms.ValidationError("The day it was received cannot be in the future")
        return received


class ReferAgain(Arrival, Reasons, Wishes):
    """A new referral of somebody who has been here before."""

    sections = (
        ("How it came", tuple(Arrival.base_fields)),
        ("What brings them here", tuple(Reasons.base_fields)),
        ("What they would like", tuple(Wishes.base_fields)),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        speak_as_staff(self)


class ReferSomebody(Arrival, AboutYou, ReachYou, Reasons, Wishes, Needs):
    """A referral of somebody new."""

    whose = "their"
    sections = (
        ("How it came", tuple(Arrival.base_fields)),
        ("Who it is", tuple(AboutYou.base_fields)),
        ("How to reach them", tuple(ReachYou.base_fields)),
        ("What brings them here", tuple(Reasons.base_fields)),
        ("What they would like", tuple(Wishes.base_fields)),
        ("What would help them to come", tuple(Needs.base_fields)),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        speak_as_staff(self)


class ContactDetails(AboutYou, ReachYou, Needs):
    """Somebody's details."""

    whose = "their"
    sections = ReferSomebody.sections[1:3] + ReferSomebody.sections[5:]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        speak_as_staff(self)


class KnownDetails(ContactDetails):
    """The details of somebody known here, to be kept right."""

    died_on = DateField(
        label="Date of death",
        help_text="If they have died. No reminder is sent any more, and the record is kept as long "
        "as the service keeps records after a death.",
        required=False,
    )

    sections = (*ContactDetails.sections, ("If they have died", ("died_on",)))

    def clean_died_on(self):
        """Not later than today."""
        died = self.cleaned_data["died_on"]
        if died and died > clock.today():
            raise forms.ValidationError("The date of death cannot be in the future")
        return died
