"""Dates and times as forms take them and pages say them, always as the clock in London shows."""

from datetime import date, datetime, time

from django import forms

from betweenus.domain.course import Mode
from betweenus.domain.course.dates import LONDON

# The ways sessions of a talking therapy are held; the data set knows others.
USUAL_MODES = (Mode.FACE_TO_FACE, Mode.VIDEO, Mode.TELEPHONE)
MODES = [(mode.value, mode.words) for mode in USUAL_MODES]


def at(day: date, hour: time) -> datetime:
    """A day and a time on the clock as a moment."""
    return datetime.combine(day, hour, LONDON)


def local_day(moment: datetime) -> date:
    """The day a moment falls on in London."""
    return moment.astimezone(LONDON).date()


def local_time(moment: datetime) -> time:
    """What the clock in London shows."""
    return moment.astimezone(LONDON).time()


def how(appointment) -> str:
    """How and where a session is held."""
    words = Mode(appointment.mode).words
    return f"{words}, {appointment.place}" if appointment.place else words


class DayInput(forms.DateInput):
    """A day chosen from a calendar, as for dates in the near future that nobody knows by heart."""

    input_type = "date"

    def __init__(self, **attrs: object) -> None:
        super().__init__(attrs={"width": "10", **attrs}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self, **attrs: object) -> None:
        super().__init__(attrs={"width": "10", **attrs}, format="%H:%M")


def day_field(label: str, *, required: bool = True, what: str = "", **kwargs) -> forms.DateField:
    """A day; ``what`` names it in errors ("the day of the session")."""
    named = what or f"the {label[:1].lower()}{label[1:]}"
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y"],
        error_messages={
            "required": f"Enter {named}",
            "invalid": f"Enter {named} as a real date, like 27/3/2026",
        },
        **kwargs,
    )


def time_field(label: str, *, what: str = "", **kwargs) -> forms.TimeField:
    """A time of day on the clock."""
    named = what or f"the {label[:1].lower()}{label[1:]}"
    return forms.TimeField(
        label=label,
        widget=TimeInput(),
        input_formats=["%H:%M", "%H.%M", "%I:%M%p", "%I%p"],
        error_messages={
            "required": f"Enter {named}",
            "invalid": f"Enter {named} as a time, like 14:30",
        },
        **kwargs,
    )


def mode_field(**kwargs) -> forms.ChoiceField:
    """How a session is held."""
    return forms.ChoiceField(
        label="How it is held",
        choices=MODES,
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": "Choose how it is held"},
        **kwargs,
    )


def place_field(**kwargs) -> forms.CharField:
    """Where a session is held."""
    return forms.CharField(
        label="Place",
        required=False,
        max_length=120,
        help_text="A room, or nothing for video and telephone",
        widget=forms.TextInput(attrs={"width": "20"}),
        **kwargs,
    )
