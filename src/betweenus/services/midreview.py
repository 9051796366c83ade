"""The half-way review: curve, goals, and whether the focus is still the right one."""

from dataclasses import dataclass
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import Protocol
from betweenus.domain.outcomes import Signal
from betweenus.domain.refusals import Refusal
from betweenus.records.course import MidReview
from betweenus.services import clock, focus, goals, progress, scores
from betweenus.services.acting import acting
from betweenus.services.focus import Version
from betweenus.services.goals import GoalNow
from betweenus.services.progress import CaseHeader
from betweenus.services.scores import Series

FITS = {"yes": "Still right", "partly": "Partly: revise it", "no": "Not right: think again"}


@dataclass(frozen=True, slots=True)
class MidReviewPage:
    """What there is to look at half-way, and reviews already held."""

    case: CaseHeader
    protocol: Protocol
    series: tuple[Series, ...]
    signals: tuple[Signal, ...]
    goals: tuple[GoalNow, ...]
    focus: Version | None
    reviews: tuple[MidReview, ...]
    own: bool


def read(*, by: Identity, course_id: UUID) -> MidReviewPage:
    """The half-way review's page."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_CASE, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        deed.detail["page"] = "mid review"
        series = scores.of_course(course_id)
        versions = focus.versions_of(course_id)
        return MidReviewPage(
            case=progress.header(course),
            protocol=progress.protocol_of(course),
            series=series,
            signals=scores.say_signals(series, session=course.used, ending=False),
            goals=goals.of_course(course_id),
            focus=versions[-1] if versions else None,
            reviews=tuple(
                MidReview.objects.filter(course=course_id).select_related("by").order_by("at")
            ),
            own=deed.decision.relation is Relation.OWN,
        )


def record(
    *,
    by: Identity,
    course_id: UUID,
    focus_fits: str,
    words: str,
    client_words: str = "",
    plan: str = "",
) -> MidReview:
    """Keep what the review found; another one is kept beside it, the same one again is not."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.REVIEW_MIDWAY, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        if focus_fits not in FITS:
            raise Refusal(
                "Whether the focus still fits is not answered.",
                "Choose one of the three answers.",
                field="focus_fits",
            )
        if not words.strip():
            raise Refusal(
                "What you found is still empty.", "A sentence or two is enough.", field="words"
            )
        found = {
            "session_number": course.used,
            "focus_fits": focus_fits,
            "words": words.strip(),
            "client_words": client_words.strip(),
            "plan": plan.strip(),
        }
        last = MidReview.objects.filter(course=course_id).order_by("-at").first()
        if last and all(getattr(last, name) == value for name, value in found.items()):
            deed.detail["again"] = True
            return last
        return MidReview.objects.create(
            course=course,
            **found,
            at=clock.now(),
            by_id=by.account_id,
        )
