"""Assessing suitability: answers with reasons, what they come to, what the clinician decides."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from betweenus.domain.suitability import CLINICIAN_DECIDES, assessment, unexplained
from betweenus.services import suitability
from betweenus.web import autosave
from betweenus.web.therapist.suitability_form import (
    SuitabilityForm,
    answers_in,
    content_of,
    typed,
)
from betweenus.web.therapist.suitability_words import TAGS, record


def assess(request: HttpRequest, referral_id) -> HttpResponse:
    """The assessment page; sending it records the decision."""
    if request.method == "POST":
        form = SuitabilityForm(request.POST)
        if form.is_valid():
            return _record(request, referral_id, form)
        return _page(request, referral_id, form)
    return _page(request, referral_id)


def _record(request: HttpRequest, referral_id, form: SuitabilityForm) -> HttpResponse:
    values = form.cleaned_data

    def keep_and_record():
        """The draft is saved first, so that another tab's newer text is never lost."""
        kept = suitability.keep_draft(
            by=request.actor,
            referral_id=referral_id,
            content=typed(request.POST),
            seen_version=autosave.seen_version(request),
        )
        suitability.assess(
            by=request.actor,
            referral_id=referral_id,
            answers=form.answers(),
            **{name: values[name] for name in ("decision", "reason", "offered", "chosen")},
            problem_descriptor=values["problem_descriptor"],
            told=values["told"],
        )
        return kept

    back = reverse("referral", kwargs={"referral_id": referral_id})
    return autosave.answer(request, keep_and_record, back=back, form=_started_from)


def _started_from(content: dict[str, object]) -> SuitabilityForm:
    """The form as a draft left it."""
    return SuitabilityForm(initial=content)


@require_POST
def draft(request: HttpRequest, referral_id) -> HttpResponse:
    """Keep what is written so far, and say what the answers come to now."""
    content = typed(request.POST)
    response = autosave.answer(
        request,
        lambda: suitability.keep_draft(
            by=request.actor,
            referral_id=referral_id,
            content=content,
            seen_version=autosave.seen_version(request),
        ),
        back=reverse("suitability", kwargs={"referral_id": referral_id}) + "#summary",
        form=_started_from,
    )
    if isinstance(response, JsonResponse) and response.status_code == 200:
        said = json.loads(response.content)
        summary = render_to_string("therapist/suitability_summary.jinja", _summary(content))
        return JsonResponse(said | {"summary": summary})
    return response


def _page(request: HttpRequest, referral_id, form: SuitabilityForm | None = None) -> HttpResponse:
    page = suitability.read(by=request.actor, referral_id=referral_id)
    if not page.may_assess:
        return redirect("referral", referral_id=referral_id)
    content = page.draft.content or (content_of(page.before[0].answers) if page.before else {})
    if form is not None:
        content = typed(request.POST)
    context = {
        "page": page,
        "form": form or SuitabilityForm(initial=content),
        "seen_version": request.POST.get("seen_version", page.draft.version),
        "saved": autosave.said(page.draft),
        "criteria": assessment().criteria,
        "relationship_difficulties": [
            words
            for key, words in assessment().relationship_difficulties.items()
            if key in page.referral.relationship_difficulties
        ],
        "before": [record(one) for one in page.before],
        "failed_check": form is not None,
        **_summary(content),
    }
    status = 422 if form is not None else 200
    return render(request, "therapist/suitability.jinja", context, status=status)


def _summary(content) -> dict[str, object]:
    answers = answers_in(content)
    summary = suitability.sum_up(answers)
    return {
        "summary": summary if answers else None,
        "tag": TAGS[summary.leaning],
        "unexplained": unexplained(answers),
        "clinician_decides": CLINICIAN_DECIDES,
    }


routes = [
    path("referrals/<uuid:referral_id>/suitability/", assess, name="suitability"),
    path("referrals/<uuid:referral_id>/suitability/draft/", draft, name="suitability_draft"),
]
