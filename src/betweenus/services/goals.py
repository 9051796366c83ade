"""Goals: set, rated by client or therapist, let go."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from betweenus.domain.access import Act, Identity, Relation
from betweenus.domain.course import Protocol
from betweenus.domain.formulation import goals as rules
from betweenus.domain.refusals import NotFound, Refusal
from betweenus.records.course import Course
from betweenus.records.formulation import Goal, GoalRating
from betweenus.services import clock, progress
from betweenus.services.acting import acting
from betweenus.services.progress import CaseHeader


@dataclass(frozen=True, slots=True)
class Rating:
    """How near a goal felt, after how many sessions, said by whom."""

    value: int
    session: int
    by_client: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class GoalNow:
    """A goal with its ratings, oldest first."""

    id: UUID
    number: int
    words: str
    aim: str
    ratings: tuple[Rating, ...]
    let_go_at: datetime | None

    @property
    def says(self) -> str:
        """How it moved, in words."""
        return rules.say_change([rating.value for rating in self.ratings])


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """The goals of a course, those let go last."""

    case: CaseHeader
    protocol: Protocol
    goals: tuple[GoalNow, ...]
    own: bool

    @property
    def standing(self) -> tuple[GoalNow, ...]:
        """The goals that stand."""
        return tuple(goal for goal in self.goals if goal.let_go_at is None)


def of_course(course_id: UUID) -> tuple[GoalNow, ...]:
    """The goals of a course; inside an act. Two queries."""
    rows = Goal.objects.filter(course=course_id).prefetch_related("ratings").order_by("number")
    found = [
        GoalNow(
            row.pk,
            row.number,
            row.words,
            row.aim,
            tuple(
                Rating(r.value, r.session_number, r.rated_by_client, r.at)
                for r in sorted(row.ratings.all(), key=lambda r: r.at)
            ),
            row.let_go_at,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda goal: goal.let_go_at is not None))


def read(*, by: Identity, course_id: UUID) -> GoalsPage:
    """The goals of a course."""
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.READ_GOALS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        return GoalsPage(
            case=progress.header(course),
            protocol=progress.protocol_of(course),
            goals=of_course(course_id),
            own=deed.decision.relation is Relation.OWN,
        )


def set_goal(
    *, by: Identity, course_id: UUID, words: str, aim: str = "", first_rating: int | None = None
) -> Goal:
    """Agree a goal, with its first rating where it was given at once.

    A goal that stands in the very same words is given back instead of set twice.
    """
    course = progress.load(course_id)
    with acting(
        by=by, act=Act.SET_GOALS, person=course.person_id, about=f"course:{course_id}"
    ) as deed:
        Course.objects.select_for_update().get(pk=course_id)
        if not words.strip() and aim not in rules.aims():
            raise Refusal(
                "The goal has no words yet.",
                "Write it in the client’s words, or start from one of the seven aims.",
                field="words",
            )
        words = words.strip() or rules.aims()[aim]
        standing = list(Goal.objects.filter(course=course_id, let_go_at=None))
        if again := next((goal for goal in standing if goal.words == words), None):
            deed.detail["again"] = True
            return again
        rules.check_count(len(standing))
        goal = Goal.objects.create(
            course=course,
            number=Goal.objects.filter(course=course_id).count() + 1,
            words=words,
            aim=aim,
            set_at=clock.now(),
            set_by_id=by.account_id,
        )
        if first_rating is not None:
            _rate(by, goal, first_rating, course.used)
        return goal


def rate(*, by: Identity, goal_id: UUID, value: int) -> GoalRating:
    """Rate a goal 0 to 10, as the client or with them; the same number again is kept once."""
    goal = _standing(goal_id)
    course = progress.load(goal.course_id)
    with acting(by=by, act=Act.RATE_GOALS, person=course.person_id, about=f"goal:{goal_id}"):
        return _rate(by, goal, value, course.used)


def _rate(by: Identity, goal: Goal, value: int, session: int) -> GoalRating:
    rules.check_rating(value)
    by_client = by.person_id is not None
    last = GoalRating.objects.filter(goal=goal).order_by("-at").first()
    same = (value, session, by_client)
    if last and (last.value, last.session_number, last.rated_by_client) == same:
        return last
    return GoalRating.objects.create(
        goal=goal,
        value=value,
        session_number=session,
        rated_by_client=by_client,
        at=clock.now(),
        by_id=by.account_id,
    )


def let_go(*, by: Identity, goal_id: UUID) -> None:
    """Stop working towards a goal; it and its ratings stay on record."""
    goal = _standing(goal_id)
    person = Course.objects.values_list("person_id", flat=True).get(pk=goal.course_id)
    with acting(by=by, act=Act.SET_GOALS, person=person, about=f"goal:{goal_id}") as deed:
        deed.detail["let_go"] = True
        goal.let_go_at = clock.now()
        goal.save()


def _standing(goal_id: UUID) -> Goal:
    goal = Goal.objects.filter(pk=goal_id, let_go_at=None).first()
    if goal is None:
        raise NotFound("There is no such goal.", "It may have been let go.")
    return goal
