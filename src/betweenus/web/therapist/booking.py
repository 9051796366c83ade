"""Booking: attendance with what it changes, sessions moved and added."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme

from betweenus.domain.course import Attendance, Mode, counts
from betweenus.domain.course.attendance import ATTENDED, CANCELLED
from betweenus.domain.refusals import Refusal
from betweenus.services import attendance as attending
from betweenus.services import booking, course
from betweenus.services.attendance import AttendancePage, Effect
from betweenus.web.therapist.course import countdown, missed
from betweenus.web.therapist.times import (
    MODES,
    at,
    day_field,
    how,
    local_day,
    local_time,
    mode_field,
    place_field,
    time_field,
)
from betweenus.web.words import day, plural, when

_ORDER = (
    Attendance.ATTENDED,
    Attendance.LATE_SEEN,
    Attendance.DID_NOT_ATTEND,
    Attendance.LATE_NOT_SEEN,
    Attendance.CANCELLED_BY_CLIENT,
    Attendance.CANCELLED_BY_SERVICE,
)
TAKE_BACK = "none"


def _hint(code: Attendance, *, missed_count: bool) -> str:
    """Whether it uses up a session, by the rule of the course."""
    if code in CANCELLED:
        return "With notice; not counted"
    if counts(code, dna_counts=missed_count):
        return "Counts as a session" if code in ATTENDED else "Counts as a session in this service"
    return "Without notice; not counted" if code is Attendance.DID_NOT_ATTEND else "Not counted"


class AttendanceForm(forms.Form):
    """What became of a session."""

    attendance = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect(attrs={"small": True}),
        error_messages={"required": "Choose what became of this session"},
    )
    words = forms.CharField(
        label="Anything to remember about it",
        help_text="Such as what they said when they rang. Not the session note.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mode = forms.ChoiceField(
        label="How it was held",
        choices=MODES,
        required=False,
        widget=forms.Select(attrs={"unmarked": True}),
    )
    replace = forms.BooleanField(
        label="If it was not held, book another at the end of the course",
        required=False,
        initial=True,
    )

    def __init__(self, page: AttendancePage, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        codes = [code for code in _ORDER if not page.ahead or code in CANCELLED]
        self.fields["attendance"].choices = [(code.value, code.words) for code in codes]
        self.fields["attendance"].widget.attrs["hints"] = {
            code.value: _hint(code, missed_count=page.missed_count) for code in codes
        }
        if page.appointment.attendance:
            self.fields["attendance"].choices += [(TAKE_BACK, "Nothing: it was recorded wrongly")]
        if page.ahead:
            del self.fields["mode"]
        elif page.appointment.mode not in dict(MODES):
            self.fields["mode"].choices = [
                *MODES,
                (page.appointment.mode, Mode(page.appointment.mode).words),
            ]
        if not page.replaceable:
            del self.fields["replace"]

    @property
    def code(self) -> str:
        """The chosen code; "" takes the record back."""
        chosen = self.cleaned_data["attendance"]
        return "" if chosen == TAKE_BACK else chosen


def attendance(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Record what became of a session, and say what that changed."""
    page = attending.read(by=request.actor, appointment_id=appointment_id)
    row = page.appointment
    known = {"attendance": row.attendance, "words": row.attendance_words, "mode": row.mode}
    form = AttendanceForm(page, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            effect = attending.record_attendance(
                by=request.actor,
                appointment_id=appointment_id,
                attendance=form.code,
                words=form.cleaned_data["words"],
                mode=form.cleaned_data.get("mode"),
                replace=form.cleaned_data.get("replace", False),
            )
        except Refusal as refusal:
            form.add_error("attendance", str(refusal))
        else:
            messages.success(request, say_effect(effect))
            return redirect(_onward(request, row.course_id))
    context = {
        "page": page,
        "case": page.case,
        "tab": "sessions",
        "form": form,
        "how": how,
        "countdown": countdown(page.now),
        "missed": missed(page.now),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "failed_check": bool(form.errors),
    }
    return render(request, "therapist/attendance.jinja", context, status=_status(form))


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


def _onward(request: HttpRequest, course_id: UUID) -> str:
    """Where the person came from, if that is a page of ours, else the list of sessions."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked.startswith("/") and ours else f"/courses/{course_id}/sessions/"


def say_effect(effect: Effect) -> str:
    """What recording attendance changed, in a few sentences."""
    row, before, after = effect.appointment, effect.before, effect.after
    code = Attendance(row.attendance) if row.attendance else None
    lines = [f"{code.words if code else 'Nothing is recorded for this session now'}."]
    lines.append(_count_words(row, before, after))
    if effect.replacement:
        lines.append(f"Another session is booked for {when(effect.replacement.starts_at)}.")
    if after.missed_in_a_row > 1:
        lines.append(f"That is {after.missed_in_a_row} missed in a row.")
    opened = {g.gate.id for g in after.gates} - {g.gate.id for g in before.gates}
    lines += [gate.words for gate in after.gates if gate.gate.id in opened]
    if after.projected_end and after.projected_end != before.projected_end:
        lines.append(f"The last session is now likely on {day(after.projected_end)}.")
    return " ".join(line for line in lines if line)


def _count_words(row, before, after) -> str:
    total = after.protocol.sessions
    if after.used > before.used or (row.attendance in ATTENDED and after.used == before.used):
        number = after.numbers.get(row.pk, after.used)
        return f"Session {number} of {total}, {plural(after.remaining, 'session')} left."
    if after.used < before.used:
        return f"{after.used} of {total} sessions are counted now."
    return f"It does not count: {after.used} of {total} sessions are held."


class SessionForm(forms.Form):
    """When, how and where a session is held."""

    day = day_field("Day", what="the day of the session")
    time = time_field("Time", what="the time of the session")
    mode = mode_field()
    place = place_field()

    @property
    def starts_at(self):
        """The session as a moment, once valid."""
        return at(self.cleaned_data["day"], self.cleaned_data["time"])


def move(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Move a session, or change how and where it is held."""
    page = booking.read(by=request.actor, appointment_id=appointment_id)
    row = page.appointment
    known = {
        "day": local_day(row.starts_at),
        "time": local_time(row.starts_at),
        "mode": row.mode,
        "place": row.place,
    }
    form = SessionForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            moved = course.move(
                by=request.actor,
                appointment_id=appointment_id,
                starts_at=form.starts_at,
                mode=form.cleaned_data["mode"],
                place=form.cleaned_data["place"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The session is now on {when(moved.starts_at)}.")
            return redirect("sessions", course_id=row.course_id)
    return _session_page(
        request, page, form, f"Move the session of {day(row.starts_at)}", "Move it"
    )


def book(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Book one more session, with the next free week offered."""
    page = booking.read_next(by=request.actor, course_id=course_id)
    known = {"mode": page.mode, "place": page.place}
    if page.proposed:
        known |= {
            "day": local_day(page.proposed.starts_at),
            "time": local_time(page.proposed.starts_at),
        }
    form = SessionForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            made = course.book(
                by=request.actor,
                course_id=course_id,
                starts_at=form.starts_at,
                kind=page.kind,
                mode=form.cleaned_data["mode"],
                place=form.cleaned_data["place"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field and "day", str(refusal))
        else:
            messages.success(request, f"Booked for {when(made.starts_at)}.")
            return redirect("sessions", course_id=course_id)
    title = "Book a follow-up" if page.kind == "follow-up" else "Book a session"
    return _session_page(request, page, form, title, "Book it")


def _session_page(request, page, form: SessionForm, title: str, button: str) -> HttpResponse:
    context = {
        "page": page,
        "case": page.case,
        "tab": "sessions",
        "form": form,
        "title": title,
        "button": button,
        "failed_check": bool(form.errors),
    }
    return render(request, "therapist/session_time.jinja", context, status=_status(form))


routes = [
    path("sessions/<uuid:appointment_id>/attendance/", attendance, name="attendance"),
    path("sessions/<uuid:appointment_id>/move/", move, name="move_session"),
    path("courses/<uuid:course_id>/sessions/new/", book, name="book_session"),
]
