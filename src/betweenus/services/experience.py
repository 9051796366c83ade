"""Experience: what clients think of the service, asked by itself and told without names.

Asked when suitability has been decided, and when a course ends. The therapist never sees it by
name: nothing joins these requests to a course, and every list of theirs leaves them out
(``services.clinical``). The lead sees how many chose each answer, small numbers not said, and
comments once enough people have answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from betweenus.domain import measures as catalogue
from betweenus.domain.access import Act, Identity
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.course.attendance import ATTENDED
from betweenus.domain.measures import NOT_APPLICABLE, Item, Measure
from betweenus.domain.outcomes.small_numbers import SMALL, Shown, shown, shown_parts
from betweenus.domain.referral import State
from betweenus.domain.refusals import Refusal
from betweenus.records.course import Appointment, Course
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.people import Person
from betweenus.records.referral import Suitability
from betweenus.services import clock, measure_links, measures, reminders
from betweenus.services.acting import acting
from betweenus.services.measures import ASSESSMENT, TREATMENT
from betweenus.services.one_by_one import one_by_one

OF_ASSESSMENT, OF_TREATMENT = "peq-assessment", "peq-treatment"
# Asked within two weeks of what it is about, and open for four; later memory answers. Own choice.
ASKED_WITHIN = timedelta(days=14)
OPEN_FOR = timedelta(days=28)

DOES_NOT_APPLY, NO_ANSWER = "Does not apply", "No answer"


@dataclass(frozen=True, slots=True)
class Question:
    """One question with how many chose each answer."""

    text: str
    answers: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told in one questionnaire; without questions and comments when too few answered."""

    measure: Measure
    asked: Shown
    answered: Shown
    questions: tuple[Question, ...]
    comments: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether so many answered that nobody can be recognised by it."""
        return bool(self.answered.count)


@dataclass(frozen=True, slots=True)
class ExperiencePage:
    """What was told from one day to another, both included."""

    first: date
    last: date
    told: tuple[Told, ...]


# -- asking ----------------------------------------------------------------------------------


def ask_due(now: datetime) -> int:
    """Ask everybody who is to be asked and was not, and let old questions go. A round."""
    _let_go(now)
    waiting = [
        *((one, OF_ASSESSMENT, ASSESSMENT) for one in _assessed(now)),
        *((one, OF_TREATMENT, TREATMENT) for one in _ended(now)),
    ]
    return one_by_one(waiting, lambda one: _ask(*one))


def _assessed(now: datetime) -> Iterable[Person]:
    """People of whom it was decided whether DIT fits, not asked since their referral came in."""
    asked = _requests(OF_ASSESSMENT).filter(
        person=OuterRef("referral__person"),
        asked_at__date__gte=OuterRef("referral__received_on"),
    )
    rows = (
        Suitability.objects.filter(~Exists(asked), assessed_at__gt=now - ASKED_WITHIN)
        .exclude(referral__state__in=(State.RECEIVED, State.ASSESSING))
        .select_related("referral__person")
    )
    return _each_once(row.referral.person for row in rows)


def _ended(now: datetime) -> Iterable[Person]:
    """People whose course ended after at least one session, and who were not asked since."""
    asked = _requests(OF_TREATMENT).filter(
        person=OuterRef("person"), asked_at__date__gte=OuterRef("ended_on")
    )
    came = Appointment.objects.filter(
        course=OuterRef("pk"), kind=TREATMENT, attendance__in=ATTENDED
    )
    rows = Course.objects.filter(
        ~Exists(asked), Exists(came), ended_on__gt=(now - ASKED_WITHIN).date()
    ).select_related("person")
    return _each_once(row.person for row in rows)


def _requests(measure: str) -> QuerySet[MeasureRequest]:
    return MeasureRequest.objects.filter(measure=measure)


def _each_once(people: Iterable[Person]) -> list[Person]:
    """Without those who can be reached in no way: they would never see it."""
    found: dict[UUID, Person] = {one.pk: one for one in people if one.account_id or one.email}
    return list(found.values())


def _ask(person: Person, measure: str, moment: str) -> bool:
    with acting(
        by=THE_SERVICE, act=Act.ASK_MEASURES, person=person.pk, about=f"measure:{measure}"
    ) as deed:
        Person.objects.select_for_update().get(pk=person.pk)
        if _requests(measure).filter(person=person, asked_at__date=clock.today()).exists():
            deed.detail["asked already"] = True  # another run came first
            return False
        MeasureRequest.objects.create(
            person=person,
            measure=measure,
            moment=moment,
            due_on=clock.today(),
            asked_at=clock.now(),
        )
        if person.email and reminders.wanted(person.pk):
            measure_links.make_and_send(by=THE_SERVICE, person=person)
            deed.detail["by private link"] = True
        return True


def _let_go(now: datetime) -> None:
    """Ask no longer what nobody answered for weeks."""
    old = MeasureRequest.objects.filter(
        measure__in=(OF_ASSESSMENT, OF_TREATMENT), closed_at=None, asked_at__lt=now - OPEN_FOR
    )
    for request_id in list(old.values_list("pk", flat=True)):
        measures.withdraw(by=THE_SERVICE, request_id=request_id)


# -- telling ---------------------------------------------------------------------------------


def read(*, by: Identity, first: date, last: date) -> ExperiencePage:
    """What was told in a period; raises Refusal when it ends before it begins."""
    with acting(by=by, act=Act.READ_SERVICE_NUMBERS, about="experience") as deed:
        if last < first:
            raise Refusal("The period ends before it begins.", "Choose a later end.", field="to")
        deed.detail |= {"from": first.isoformat(), "to": last.isoformat()}
        told = tuple(_told(one, first, last) for one in (OF_ASSESSMENT, OF_TREATMENT))
        return ExperiencePage(first, last, told)


def _told(measure_id: str, first: date, last: date) -> Told:
    measure = catalogue.get(measure_id)
    asked = _requests(measure_id).filter(asked_at__date__range=(first, last)).count()
    rows = list(
        MeasureAnswers.objects.filter(measure=measure_id, answered_on__range=(first, last))
        .order_by("pk")
        .values_list("items", "words")
    )
    enough = len(rows) >= SMALL
    forms = [items for items, _ in rows]
    return Told(
        measure=measure,
        asked=shown(asked),
        answered=shown(len(rows)),
        questions=tuple(_question(item, forms) for item in measure.items) if enough else (),
        comments=_comments(words for _, words in rows) if enough else (),
    )


def _question(item: Item, forms: Sequence[Mapping[str, object]]) -> Question:
    """How many chose each answer, the best one first."""
    given = [form.get(item.id) for form in forms]
    counts = {option.text: given.count(option.value) for option in reversed(item.options)}
    counts[DOES_NOT_APPLY] = given.count(NOT_APPLICABLE)
    counts[NO_ANSWER] = len(given) - sum(counts.values())
    return Question(item.text or item.id, tuple(shown_parts(counts).items()))


def _comments(of_forms: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """What was written, in the order of the alphabet: not of who answered when."""
    written = (text.strip() for words in of_forms for text in words.values())
    return tuple(sorted((text for text in written if text), key=str.casefold))
