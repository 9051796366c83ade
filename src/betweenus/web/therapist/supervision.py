"""The therapist's side of supervision: bring a question, read what was said, tick things off."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from betweenus.services import supervision
from betweenus.services.supervision import TalkPage


class QuestionForm(forms.Form):
    """What to think about in supervision."""

    words = forms.CharField(
        label="What do you want to think about?",
        help_text="Your supervisor sees it at once, with this case.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what you want to think about"},
    )


def talk(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What was asked, said and agreed about this case."""
    posted = request.POST if request.method == "POST" else None
    form = QuestionForm(posted, auto_id="question-%s")
    if request.method == "POST" and form.is_valid():
        supervision.ask(by=request.actor, course_id=course_id, words=form.cleaned_data["words"])
        messages.success(request, "Your question is there for your supervisor to read.")
        return redirect("case_supervision", course_id=course_id)
    page = supervision.read_talk(by=request.actor, course_id=course_id)
    if not page.own:
        return redirect("supervision_case", course_id=course_id)
    return _show(request, page, form)


def _show(request: HttpRequest, page: TalkPage, form: QuestionForm) -> HttpResponse:
    context = {
        "case": page.case,
        "tab": "supervision",
        "page": page,
        "talk": page.talk,
        "form": form,
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "therapist/supervision.jinja", context, status=status)


@require_POST
def done(request: HttpRequest, course_id: UUID, action_id: UUID) -> HttpResponse:
    """Tick an action off."""
    supervision.finish_action(by=request.actor, action_id=action_id)
    return redirect("case_supervision", course_id=course_id)


@require_POST
def close(request: HttpRequest, course_id: UUID, question_id: UUID) -> HttpResponse:
    """Put a question away that was talked about."""
    supervision.close_question(by=request.actor, question_id=question_id)
    return redirect("case_supervision", course_id=course_id)


routes = [
    path("courses/<uuid:course_id>/supervision/", talk, name="case_supervision"),
    path(
        "courses/<uuid:course_id>/supervision/actions/<uuid:action_id>/done/",
        done,
        name="supervision_done",
    ),
    path(
        "courses/<uuid:course_id>/supervision/questions/<uuid:question_id>/close/",
        close,
        name="supervision_close",
    ),
]
