"""What comes out of a course of the demo: map, focus, goals, review, letters, supervision."""

from datetime import timedelta
from typing import Any

from betweenus.records.formulation import FocusVersion, MapVersion
from betweenus.records.letters import Letter, LetterVersion
from betweenus.services import (
    course,
    focus,
    goals,
    letters,
    midreview,
    my_letters,
    relationship_map,
    supervision,
)
from betweenus.services.demo.meeting import ends_at
from betweenus.services.demo.telling import Told

_FEW = timedelta(minutes=3)
TALKED_ABOUT = 7  # days after its last comment a question of the stories is closed
_KIND = {"full": "goodbye", "short": "short"}


def tell_formulation(told: Told) -> None:
    """Everything a story says beside its sessions."""
    story = told.story
    for snapshot in story.get("maps", ()):
        told.then(_after_session(told, snapshot["session"]), lambda s=snapshot: _map(told, s))
    for version in story.get("ipaf", ()):
        _tell_focus(told, version)
    for goal in story.get("goals", ()):
        for rating in goal["ratings"]:
            moment = _after_session(told, rating["session"])
            told.then(moment, lambda g=goal, r=rating: _rate(told, g, r["rating"]))
    if found := story.get("mid_review"):
        told.then(ends_at(told, found["days_ago"]) + _FEW, lambda: _review(told, found))
    if letter := story.get("letter"):
        _tell_letter(told, letter)
    if plan := story.get("keeping_well"):
        told.then(ends_at(told, plan["days_ago"]) + _FEW, lambda: _keeping_well(told, plan))
    if end := story.get("discharge"):
        told.then(told.days.at(end["days_ago"], "17:30"), lambda: _discharge(told, end))
    for question in story.get("supervision", ()):
        _tell_supervision(told, question)


def _after_session(told: Told, number: int):
    """Shortly after session ``number`` was held."""
    ago = next(row["days_ago"] for row in told.story["sessions"] if row.get("number") == number)
    return ends_at(told, ago) + _FEW


def _map(told: Told, snapshot: dict[str, Any]) -> None:
    last = MapVersion.objects.filter(course=told.course).order_by("-number").first()
    relationship_map.save(
        by=told.therapist,
        course_id=told.course,
        people=snapshot["people"],
        seen_number=last.number if last else 0,
    )


def _tell_focus(told: Told, version: dict[str, Any]) -> None:
    for state in version["states"]:
        moment = ends_at(told, state["days_ago"]) + 2 * _FEW
        if state["state"] == "draft":
            told.then(moment, lambda v=version: _write_focus(told, v))
        elif state["state"] != "revised":  # follows by itself when the next one is agreed
            told.then(moment, lambda to=state["state"]: _move_focus(told, to))
    if said := version.get("client_answer"):
        moment = told.days.at(said["days_ago"], "21:15")
        told.then(moment, lambda: _answer_focus(told, said["text"]))


def _write_focus(told: Told, version: dict[str, Any]) -> None:
    last = FocusVersion.objects.filter(course=told.course).order_by("-number").first()
    keys = ("self", "other", "reversed", "affects", "defence", "origins", "cost", "plain")
    focus.write(
        by=told.therapist,
        course_id=told.course,
        parts={key: version[key] for key in keys if key in version},
        seen_number=last.number if last else 0,
    )


def _move_focus(told: Told, to: str) -> None:
    focus.move(by=told.therapist, course_id=told.course, to=to)


def _answer_focus(told: Told, words: str) -> None:
    focus.answer(by=told.client, course_id=told.course, fits="yes", words=words)


def _rate(told: Told, goal: dict[str, Any], value: int) -> None:
    key = ("goal", goal["key"])
    if key in told.made:
        goals.rate(by=told.therapist, goal_id=told.made[key].pk, value=value)
        return
    told.made[key] = goals.set_goal(
        by=told.therapist,
        course_id=told.course,
        words=goal["text"],
        aim=goal["aim"],
        first_rating=value,
    )


def _review(told: Told, found: dict[str, Any]) -> None:
    still_right = found["focus"].lower().startswith("still right.")
    midreview.record(
        by=told.therapist,
        course_id=told.course,
        focus_fits="yes" if still_right else "partly",
        words=f"{found['curve']}\n\n{found['goals']}\n\n{found['focus']}",
        plan=found["next"],
    )


def _tell_letter(told: Told, letter: dict[str, Any]) -> None:
    early = letter["kind"] == "short"
    for state in letter["states"]:
        moment = ends_at(told, state["days_ago"]) + 3 * _FEW
        if state["state"] == "begun" and early:
            told.then(moment - _FEW, lambda: _ends_early(told))
        told.then(moment, lambda s=state: _letter_step(told, letter, s))


def _ends_early(told: Told) -> None:
    course.plan_early_ending(by=told.therapist, course_id=told.course)


def _letter_step(told: Told, letter: dict[str, Any], state: dict[str, Any]) -> None:
    row = _letter(told, _KIND[letter["kind"]])
    match state["state"]:
        case "draft":
            _write(told, row, letter["versions"][0])
        case "shared":
            letters.move(by=told.therapist, letter_id=row.pk, to="shared")
        case "replied":
            my_letters.reply(by=told.client, letter_id=row.pk, words=letter["reply"]["text"])
        case "final":
            for version in letter["versions"]:
                _write(told, row, version)
            letters.move(by=told.therapist, letter_id=row.pk, to="final")


def _letter(told: Told, kind: str) -> Letter:
    return letters.start(by=told.therapist, course_id=told.course, kind=kind)


def _write(told: Told, row: Letter, sections: dict[str, Any]) -> None:
    """The next version; a section it leaves out stands as it was. Nothing for one written."""
    last = LetterVersion.objects.filter(letter=row).order_by("-number").first()
    if last and last.number >= sections.get("version", 1):
        return
    texts = {key: text for key, text in sections.items() if key != "version"}
    letters.write(
        by=told.therapist,
        letter_id=row.pk,
        sections={**(last.sections if last else {}), **texts},
        seen_number=last.number if last else 0,
    )


def _keeping_well(told: Told, plan: dict[str, Any]) -> None:
    row = _letter(told, "keeping_well")
    sections = {key: _as_text(value) for key, value in plan.items() if key != "days_ago"}
    _write(told, row, sections)
    letters.move(by=told.therapist, letter_id=row.pk, to="final")


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)


def _discharge(told: Told, end: dict[str, Any]) -> None:
    row = _letter(told, "discharge")
    _write(told, row, end["sections"])
    letters.move(by=told.therapist, letter_id=row.pk, to="final")
    course.end(by=told.therapist, course_id=told.course, end_code=str(end["end_code"]))


def _tell_supervision(told: Told, question: dict[str, Any]) -> None:
    moment = told.days.at(question["days_ago"], "18:45")
    told.then(moment, lambda: _ask(told, question))
    for comment in question.get("comments", ()):
        at = told.days.at(comment["days_ago"], "19:30")
        told.then(at, lambda c=comment: _comment(told, question, c))
    last = min((c["days_ago"] for c in question.get("comments", ())), default=None)
    for action in question.get("actions", ()):
        told.then(told.days.at(last or 0, "19:40"), lambda a=action: _agree(told, a))
    if last is not None and last >= TALKED_ABOUT:
        told.then(told.days.at(last - TALKED_ABOUT, "18:50"), lambda: _close(told, question))


def _ask(told: Told, question: dict[str, Any]) -> None:
    told.made[question["question"]] = supervision.ask(
        by=told.staff[question["by"]], course_id=told.course, words=question["question"]
    )


def _close(told: Told, question: dict[str, Any]) -> None:
    supervision.close_question(by=told.therapist, question_id=told.made[question["question"]].pk)


def _comment(told: Told, question: dict[str, Any], comment: dict[str, Any]) -> None:
    asked = told.made[question["question"]]
    supervision.comment(
        by=told.staff[comment["by"]],
        course_id=told.course,
        words=comment["text"],
        question_id=asked.pk,
    )


def _agree(told: Told, action: dict[str, Any]) -> None:
    row = supervision.agree_action(
        by=told.staff["judith"], course_id=told.course, words=action["text"]
    )
    if action["done"]:
        supervision.finish_action(by=told.therapist, action_id=row.pk)
