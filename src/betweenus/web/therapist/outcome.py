"""Change and outcome of a course: to look at, to print, and as a table to take away."""

import csv
from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.exchange.spreadsheets import cell
from betweenus.services import course_outcome
from betweenus.services.course_outcome import OutcomePage, ScoreLine
from betweenus.web.charts import goals_chart, other_charts, symptom_chart

QUESTIONS = (
    ("caseness", "A case at the start"),
    ("recovery", "Recovered"),
    ("reliable_improvement", "Reliable improvement"),
    ("reliable_deterioration", "Reliable deterioration"),
    ("no_reliable_change", "No reliable change"),
    ("reliable_recovery", "Reliably recovered"),
    ("paired", "First and last score of both"),
)
WORDS = {True: "yes", False: "no", None: "cannot be said"}
COLUMNS = (
    "measure",
    "subject",
    "scale",
    "value",
    "band",
    "case",
    "answered_on",
    "moment",
    "session",
    "complete",
    "prorated",
    "total_only",
    "version",
    "digest",
    "filled_in",
    "measure_source",
)


@require_GET
def outcome_page(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What came of a course, or has so far."""
    page = course_outcome.read(by=request.actor, course_id=course_id)
    made = page.national.outcome
    context = {
        "case": page.case,
        "tab": "measures",
        "page": page,
        "answers": [(words, WORDS[getattr(made, name)]) for name, words in QUESTIONS],
        "chart": symptom_chart(
            page.series,
            page.protocol,
            ended_after=page.case.session if page.case.ended else None,
            alike=page.expected.points,
        ),
        "others": other_charts(page.series, page.protocol),
        "goals": _goals(page),
    }
    return render(request, "therapist/outcome.jinja", context)


def _goals(page: OutcomePage):
    rated = [
        (goal.words, [(rating.session, rating.value) for rating in goal.ratings])
        for goal in page.goals
        if goal.let_go_at is None and goal.ratings
    ]
    return goals_chart(rated, page.protocol) if rated else None


@require_GET
def scores_file(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every score as CSV, with the definition it was made by; it names nobody."""
    lines = course_outcome.export(by=request.actor, course_id=course_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="scores.csv"'
    _write(lines, csv.writer(response))
    return response


def _write(lines: Iterable[ScoreLine], writer) -> None:
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(cell(getattr(line, name)) for name in COLUMNS)


routes = [
    path("courses/<uuid:course_id>/outcome/", outcome_page, name="outcome"),
    path("courses/<uuid:course_id>/scores.csv", scores_file, name="scores_file"),
]
