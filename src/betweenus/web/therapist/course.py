"""The pages of a course itself: where it stands, its sessions, its phase."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.course import Attendance, Progress, State
from betweenus.domain.course.dates import weeks_between
from betweenus.domain.refusals import Refusal
from betweenus.services import case, clock, course, sessions
from betweenus.services.case import CasePage
from betweenus.services.consents import PURPOSES
from betweenus.services.kept import Kept
from betweenus.web.charts import symptom_chart
from betweenus.web.pictures.picture import Picture
from betweenus.web.ribbons import course_ribbon
from betweenus.web.therapist.times import how, local_day
from betweenus.web.therapist.waits import wait
from betweenus.web.words import plural

AS_COUNTED = "counted"


@require_GET
def overview(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Where a course stands, on one page."""
    page = case.read(by=request.actor, course_id=course_id)
    now = page.now
    ribbon, chart = _PICTURES.of_each({course_id: page.state}, lambda _: {course_id: _drawn(page)})[
        course_id
    ]
    context = {
        "page": page,
        "case": page.case,
        "tab": "overview",
        "now": now,
        "ribbon": ribbon,
        "chart": chart,
        "waits": [wait(item, course_id) for item in page.items],
        "tasks": [task for task in now.tasks if task.state in (State.DUE, State.LATE)],
        "done_now": _done_in_this_session(now),
        "countdown": countdown(now),
        "dates": dates(now),
        "consents": [
            (words, page.facts.consents.get(purpose)) for purpose, words in PURPOSES.items()
        ],
        "breaks": [pause for pause in page.facts.breaks if pause.last >= clock.today()],
        "missed": missed(now),
        "how": how,
        "next_is_today": bool(page.next) and local_day(page.next.starts_at) == clock.today(),
    }
    return render(request, "therapist/case.jinja", context)


# Fewer than of what they are drawn from: a page of them is thirty kilobytes.
_PICTURES: Kept[tuple[Picture, Picture]] = Kept(1000)


def _drawn(page: CasePage) -> tuple[Picture, Picture]:
    """The ribbon and the symptom chart; they name nobody."""
    now = page.now
    return (
        course_ribbon(now, page.facts, ended_words=page.end_words),
        symptom_chart(page.series, now.protocol, ended_after=now.used if now.ended else None),
    )


def _done_in_this_session(now: Progress) -> list:
    """Tasks of this session that are done already, so that a list of them only grows ticks."""
    return [
        task
        for task in now.in_state(State.DONE)
        if task.task.artefact and task.task.session <= now.session <= task.task.until
    ]


def countdown(now: Progress) -> str:
    """How much is left, in words."""
    if now.ended:
        return "The course has ended."
    if now.remaining == 0:
        return "All sessions have been held."
    if now.remaining == 1:
        return "The next session is the last."
    return f"{plural(now.remaining, 'session')} left, the next one included."


def dates(now: Progress) -> str:
    """How the end has moved against the plan, in words; empty when it has not."""
    planned, projected = now.planned_end, now.projected_end
    if not planned or not projected or planned == projected:
        return ""
    weeks = weeks_between(min(planned, projected), max(planned, projected))
    way = "later" if projected > planned else "earlier"
    return f"{plural(weeks, 'week')} {way} than planned" if weeks else "a few days off the plan"


def missed(now: Progress) -> list[str]:
    """Attendance beside the count: what was missed, called off or late."""
    counted = (
        (now.missed, "missed without notice", "missed without notice"),
        (now.cancelled_by_client, "cancelled by the client", "cancelled by the client"),
        (now.cancelled_by_service, "cancelled by us", "cancelled by us"),
        (now.late_arrivals, "late arrival", "late arrivals"),
    )
    lines = [plural(count, one, many) for count, one, many in counted if count]
    if now.missed_in_a_row > 1:
        lines.insert(0, f"{now.missed_in_a_row} missed in a row")
    return lines


@require_GET
def session_list(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every session of a course."""
    page = sessions.read(by=request.actor, course_id=course_id)
    context = {
        "page": page,
        "case": page.case,
        "tab": "sessions",
        "now": page.now,
        "words": {code.value: code.words for code in Attendance},
        "countdown": countdown(page.now),
        "dates": dates(page.now),
        "missed": missed(page.now),
        "how": how,
        "usual": _usual(how(line.appointment) for line in page.lines),
    }
    return render(request, "therapist/sessions.jinja", context)


def _usual(ways: Iterable[str]) -> str:
    """The most common of these, so that a list says only what differs from it."""
    counted = Counter(ways).most_common(1)
    return counted[0][0] if counted else ""


class PhaseForm(forms.Form):
    """In which phase the work is, and why it is another than the one counted."""

    phase = forms.ChoiceField(
        label="In which phase is the work?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a phase"},
    )
    reason = forms.CharField(
        label="Why is it another phase than the one counted?",
        help_text="For you and your supervisor. Not needed to go back to the count.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "unmarked": True}),
    )

    def __init__(self, now: Progress, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        counted = f"As counted: {now.counted_phase.name.lower()}"
        others = [(p.id, p.name) for p in now.protocol.phases if p != now.counted_phase]
        self.fields["phase"].choices = [(AS_COUNTED, counted), *others]
        self.fields["phase"].initial = now.override.phase if now.override else AS_COUNTED


def phase(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Choose the phase, or go back to the one counted."""
    page = course.read_phase(by=request.actor, course_id=course_id)
    form = PhaseForm(page.now, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["phase"]
        try:
            course.choose_phase(
                by=request.actor,
                course_id=course_id,
                phase="" if chosen == AS_COUNTED else chosen,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The phase is as you chose.")
            return redirect("case", course_id=course_id)
    context = {"page": page, "case": page.case, "tab": "overview", "form": form}
    context["failed_check"] = bool(form.errors)
    return render(request, "therapist/phase.jinja", context, status=422 if form.errors else 200)


routes = [
    path("courses/<uuid:course_id>/", overview, name="case"),
    path("courses/<uuid:course_id>/sessions/", session_list, name="sessions"),
    path("courses/<uuid:course_id>/phase/", phase, name="phase"),
]
