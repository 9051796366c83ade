"""The questions of a referral, as forms: one per page for the public, all on one page for staff.

Fields and checks are the same for both; who is asked changes only the wording.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from betweenus.domain.people import looks_like_nhs_number, tidy_nhs_number, tidy_phone
from betweenus.domain.referral import CONTACT_BY, PREFERENCES, PRESENTING, PREVIOUS_THERAPIES
from betweenus.domain.suitability import assessment
from betweenus.services import clock
from betweenus.web.fields import DateField

OLDEST = 120  # years; a date further back is a slip of the finger
BOLD = "nhsuk-label--s"  # as bold as the questions above ticks and choices
LONGEST = 10_000  # characters; some five pages, more than anybody types on a phone


def _line(label: str, hint: str = "", *, most: int, needed: str = "", **attrs: object):
    """One line of text; ``needed`` is the error when it is left out, or nothing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(needed),
        error_messages={
            "required": needed,
            "max_length": f"{label}: use {most} characters at most",
        },
        widget=forms.TextInput(attrs={"label": BOLD} | attrs),
    )


def _words(label: str, hint: str = "", *, rows: int = 4):
    """Free text, never needed: nobody has to write what they would rather say."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": f"Use {LONGEST} characters at most here"},
        widget=forms.Textarea(attrs={"rows": rows, "label": BOLD}),
    )


def _ticks(label: str, choices, hint: str = ""):
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=list(choices.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"unmarked": True}),
    )


def _one_of(label: str, choices, hint: str = "", *, needed: str = ""):
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=list(choices.items()),
        required=bool(needed),
        error_messages={"required": needed},
        widget=forms.RadioSelect(),
    )


class Page(forms.Form):
    """A page of questions that can be shown as it was left, without complaining yet."""

    def quietly(self) -> "Page":
        """This form with what was typed and no errors."""
        self._errors = ErrorDict(renderer=self.renderer)
        return self


class AboutYou(Page):
    """Who somebody is."""

    name = _line(
        "Full name", most=120, needed="Enter your full name", autocomplete="name", spellcheck=False
    )
    known_as = _line(
        "What shall we call you?", "If it is not your full name", most=60, autocomplete="nickname"
    )
    pronouns = _line("Pronouns", "For example she/her, he/him, they/them", most=40, width="20")
    born_on = DateField(
        label="Date of birth",
        help_text="For example, 27 3 1985",
        error_messages={"required": "Enter your date of birth"},
    )
    nhs_number = _line(
        "NHS number",
        "10 digits, on letters from the NHS. Leave it out if you do not have it to hand.",
        most=20,
        inputmode="numeric",
        width="10",
        spellcheck=False,
    )

    def clean_born_on(self) -> date | None:
        """A day somebody alive can have been born on."""
        born = self.cleaned_data["born_on"]
        if born and born >= clock.today():
            raise ValidationError("Date of birth must be in the past")
        if born and clock.today().year - born.year > OLDEST:
            raise ValidationError("Check the year of birth")
        return born

    def clean_nhs_number(self) -> str:
        """Ten digits with the right check digit, so that a slip of the finger is found now."""
        digits = tidy_nhs_number(self.cleaned_data["nhs_number"])
        if not self.cleaned_data["nhs_number"].strip():
            return ""
        if len(digits) != 10:
            raise ValidationError(f"An NHS number has 10 digits; this has {len(digits)}")
        if digits != self.initial.get("nhs_number") and not looks_like_nhs_number(digits):
            raise ValidationError("Check the NHS number: one of its digits is not right")
        return digits


class ReachYou(Page):
    """How to reach somebody, safely."""

    whose = "your"

    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Enter an email address like name@example.com"},
        widget=forms.EmailInput(
            attrs={"label": BOLD, "autocomplete": "email", "spellcheck": False}
        ),
    )
    phone = _line("Phone number", most=30, autocomplete="tel", inputmode="tel", width="20")
    contact_preference = _one_of(
        "How would you like us to reach you?", CONTACT_BY, needed="Choose how we may reach you"
    )
    may_leave_message = forms.BooleanField(
        label="You may leave a voice message",
        help_text="We say who we are, and nothing about why we ring.",
        required=False,
    )
    contact_notes = _words(
        "Is there anything we need to know to reach you safely?",
        "For example when not to ring, or who must not find out.",
        rows=3,
    )
    address = _line("Address", most=300, autocomplete="street-address")
    postcode = _line("Postcode", most=10, autocomplete="postal-code", width="10", spellcheck=False)

    def clean_phone(self) -> str:
        """A number that can be rung."""
        typed = self.cleaned_data["phone"]
        if typed and not 7 <= len(tidy_phone(typed).lstrip("+")) <= 15:
            raise ValidationError("Enter a phone number with its area code, like 01632 960001")
        return typed

    def clean_postcode(self) -> str:
        """Capitals, as it is written on an envelope."""
        return self.cleaned_data["postcode"].upper()

    def clean(self) -> dict[str, object]:
        """The way chosen needs its number or address."""
        by = self.cleaned_data.get("contact_preference")
        for ways, field, what in (
            (("email",), "email", "email address"),
            (("text", "phone"), "phone", "phone number"),
            (("letter",), "address", "address"),
        ):
            if by in ways and not self.cleaned_data.get(field) and field not in self.errors:
                self.add_error(field, f"Enter {self.whose} {what}, or choose another way")
        return self.cleaned_data


class Needs(Page):
    """What would make it possible to come."""

    access_needs = _words(
        "What would make coming here easier for you?",
        "For example hearing, sight, stairs, reading, sitting still, or somebody you care for.",
    )
    language = _line(
        "Which language do you speak best?", "If it is not English", most=60, width="20"
    )
    needs_interpreter = forms.BooleanField(label="I would like an interpreter", required=False)
    gp_practice = _line("Your GP practice", "Its name and town are enough", most=160)
    emergency_contact = _words(
        "Somebody we may contact in an emergency",
        "Their name, phone number, and who they are to you.",
        rows=2,
    )


class Reasons(Page):
    """What brings somebody here."""

    own_words = _words(
        "What brings you here, and why now?",
        "In your own words. A few lines are enough; you can say the rest when we meet.",
        rows=7,
    )
    difficulties = _ticks("What has been troubling you?", PRESENTING, "Tick all that apply.")
    relationship_difficulties = _ticks(
        "With other people, is any of this true for you?",
        assessment().relationship_difficulties,
        "Tick all that apply.",
    )


class Wishes(Page):
    """What somebody would like, and what they have tried."""

    preference = _one_of("What kind of help would you like?", PREFERENCES)
    preference_words = _words(
        "What should we know when we arrange it?",
        "For example times you can come, or whether you would rather see a woman or a man. "
        "The people who arrange appointments read this answer.",
        rows=3,
    )
    previous_therapy = _ticks(
        "Have you had therapy before?", PREVIOUS_THERAPIES, "Tick all that apply."
    )
    previous_therapy_words = _words(
        "What was it like?",
        "For example what helped and what did not, or why you said no.",
        rows=3,
    )

    def clean_previous_therapy(self) -> list[str]:
        """None and some cannot both be."""
        chosen = self.cleaned_data["previous_therapy"]
        if "none" in chosen and len(chosen) > 1:
            raise ValidationError(
                f"Choose either “{PREVIOUS_THERAPIES['none']}” or what you have had"
            )
        return chosen
