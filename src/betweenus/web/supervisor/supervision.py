"""A supervisor's pages: everybody they supervise, and one case before supervision."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from betweenus.domain.formulation.states import FocusState
from betweenus.domain.refusals import Refusal
from betweenus.services import supervisees, supervision
from betweenus.services.attention import Kind
from betweenus.services.case import FocusNow
from betweenus.services.supervisees import Row, Supervisee
from betweenus.services.supervision import SupervisionPage
from betweenus.web.charts import spark, symptom_chart
from betweenus.web.fields import DateField
from betweenus.web.refusals import CLOSED
from betweenus.web.ribbons import course_ribbon, miniature
from betweenus.web.supervisor.digest import Heading, Tag, digest, tags
from betweenus.web.therapist.caseload import where
from betweenus.web.therapist.focus import draw
from betweenus.web.therapist.waits import wait


class CommentForm(forms.Form):
    """A supervisor's word on a case, or on one question of it."""

    words = forms.CharField(
        label="Your comment",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write your comment"},
    )


class ActionForm(forms.Form):
    """What was agreed, and by when."""

    words = forms.CharField(
        label="What will the therapist do?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what was agreed"},
    )
    due_on = DateField(label="By when?", required=False)


@dataclass(frozen=True, slots=True)
class Score:
    """One measure in one line of the list."""

    name: str
    latest: float | None
    line: Markup


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the list."""

    row: Row
    where: str
    strip: Markup
    scores: tuple[Score, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One therapist with what to talk about and their cases."""

    therapist: Supervisee
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everybody this supervisor supervises."""
    page = supervisees.read(by=request.actor, therapist=_uuid(request.GET.get("therapist", "")))
    context = {"page": page, "sections": [_section(one) for one in page.shown]}
    return render(request, "supervisor/supervision.jinja", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _section(therapist: Supervisee) -> Section:
    return Section(therapist, digest(therapist.rows), tuple(_line(row) for row in therapist.rows))


def _line(row: Row) -> Line:
    return Line(row, where(row.now), miniature(row.now), _scores(row), tags(row))


def _scores(row: Row) -> tuple[Score, ...]:
    return tuple(
        Score(found.measure.short_title, found.last.total, spark(found, row.now.protocol.sessions))
        for found in row.series
        if found.measure.id in ("phq-9", "gad-7") and found.last
    )


@require_GET
def case(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """One case before supervision; its own therapist has a page of their own."""
    page = supervision.read_case(by=request.actor, course_id=course_id)
    if page.own:
        return redirect("case_supervision", course_id=course_id)
    return _show(request, page)


def _show(request, read: SupervisionPage, *, status: int = 200, **extra) -> HttpResponse:
    page = read.page
    now = page.now
    context = {
        "case": page.case,
        "tab": "supervision",
        "page": page,
        "now": now,
        "before": read,
        "talk": read.talk,
        "waits": [
            wait(item, page.case.course_id) for item in page.items if item.kind is not Kind.DIARY
        ],
        "focus_stands": _stands(page.focus),
        "ribbon": course_ribbon(now, page.facts, ended_words=page.end_words),
        "chart": symptom_chart(
            page.series, now.protocol, ended_after=now.used if now.ended else None
        ),
        "drawing": draw(page.focus.focus) if page.focus else None,
        "comment_form": CommentForm(auto_id="comment-%s"),
        "answer_forms": {
            one.id: CommentForm(auto_id=f"answer-{one.id}-%s") for one in read.talk.open_questions
        },
        "action_form": ActionForm(auto_id="action-%s"),
        "failed_check": status == 422,
    }
    return render(request, "supervisor/case.jinja", context | extra, status=status)


def _stands(focus: FocusNow | None) -> str:
    """Where the focus stands; a draft is the supervisor's to see as well."""
    if focus is None:
        return ""
    return "Draft, not said yet" if focus.state is FocusState.DRAFT else focus.state.words


@require_POST
def comment(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Say something about the case, or to the question the form is about and may put away."""
    question_id = _uuid(request.POST.get("question", ""))
    putting_away = question_id and "put_away" in request.POST
    if putting_away and not request.POST.get("words", "").strip():
        return _put_away(request, course_id, question_id)
    prefix = f"answer-{question_id}" if question_id else "comment"
    form = CommentForm(request.POST, auto_id=f"{prefix}-%s")
    if form.is_valid():
        supervision.comment(
            by=request.actor,
            course_id=course_id,
            words=form.cleaned_data["words"],
            question_id=question_id,
        )
        if putting_away:
            return _put_away(request, course_id, question_id)
        messages.success(request, "Your comment is there for the therapist to read.")
        return redirect("supervision_case", course_id=course_id)
    page = supervision.read_case(by=request.actor, course_id=course_id)
    if not question_id:
        return _show(request, page, status=422, comment_form=form, wrong=form)
    answers = {
        one.id: form if one.id == question_id else CommentForm(auto_id=f"answer-{one.id}-%s")
        for one in page.talk.open_questions
    }
    return _show(request, page, status=422, answer_forms=answers, wrong=form)


def _put_away(request: HttpRequest, course_id: UUID, question_id: UUID) -> HttpResponse:
    supervision.close_question(by=request.actor, question_id=question_id)
    messages.success(request, "The question is put away. It stays readable below the others.")
    return redirect("supervision_case", course_id=course_id)


@require_POST
def agree(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Write down what was agreed."""
    form = ActionForm(request.POST, auto_id="action-%s")
    if form.is_valid():
        try:
            supervision.agree_action(by=request.actor, course_id=course_id, **form.cleaned_data)
        except Refusal as refusal:
            if isinstance(refusal, CLOSED):
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "What you agreed is written down for both of you.")
            return redirect("supervision_case", course_id=course_id)
    page = supervision.read_case(by=request.actor, course_id=course_id)
    return _show(request, page, status=422, action_form=form, wrong=form)


routes = [
    path("supervision/", home, name="supervision"),
    path("supervision/<uuid:course_id>/", case, name="supervision_case"),
    path("supervision/<uuid:course_id>/comment/", comment, name="supervision_comment"),
    path("supervision/<uuid:course_id>/agree/", agree, name="supervision_agree"),
]
