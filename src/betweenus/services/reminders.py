"""Reminders: an e-mail before a session to whoever still has something to fill in, unless unwanted.

It carries no clinical word and no questionnaire's name, only a private link. Each is a link on
record, so who was reminded when is known before the e-mail has left.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from betweenus.domain.access import Act, Identity
from betweenus.domain.access.identity import THE_SERVICE
from betweenus.domain.course.dates import LONDON
from betweenus.records.asking import MeasureLink, ReminderWish
from betweenus.records.course import Appointment, Course
from betweenus.records.people import Person
from betweenus.services import clock, measure_links, measures, service
from betweenus.services.acting import acting
from betweenus.services.one_by_one import one_by_one

# Nobody is woken by an e-mail of ours, nor reminded twice in a day. Own rules.
FIRST_HOUR, LAST_HOUR = 9, 19
BETWEEN = timedelta(hours=20)


def wanted(person_id: UUID) -> bool:
    """Whether somebody wants to be reminded: yes until they say otherwise. One query."""
    wishes = ReminderWish.objects.filter(person=person_id).order_by("-at")
    return wishes.values_list("wanted", flat=True).first() is not False


def wish(*, by: Identity, person_id: UUID, wanted: bool) -> ReminderWish:
    """Note whether somebody wants to be reminded; to be called inside an act."""
    return ReminderWish.objects.create(
        person_id=person_id, wanted=wanted, at=clock.now(), by_id=by.account_id
    )


def say(*, by: Identity, person_id: UUID, wanted: bool) -> ReminderWish:
    """Note what a client told their therapist about reminders."""
    with acting(by=by, act=Act.ASK_MEASURES, person=person_id, about="reminders") as deed:
        deed.detail["reminders wanted"] = wanted
        return wish(by=by, person_id=person_id, wanted=wanted)


def mine(*, by: Identity) -> bool:
    """Whether a client is reminded, for their own account page."""
    with acting(by=by, act=Act.READ_PORTAL, person=by.person_id, about="reminders"):
        return wanted(by.person_id)


def choose(*, by: Identity, wanted: bool) -> ReminderWish:
    """A client says on their own pages whether they want to be reminded."""
    with acting(by=by, act=Act.ANSWER_MEASURES, person=by.person_id, about="reminders") as deed:
        deed.detail["reminders wanted"] = wanted
        return wish(by=by, person_id=by.person_id, wanted=wanted)


def send_due(now: datetime | None = None) -> int:
    """Remind whoever is due to be reminded at this moment; gives how many were. Safe to repeat."""
    with clock.as_of(now or clock.now()):
        settings = service.present()
        hour = clock.now().astimezone(LONDON).hour
        if not settings.reminder_hours or not FIRST_HOUR <= hour < LAST_HOUR:
            return 0
        soon = _soon(timedelta(hours=settings.reminder_hours))
        first = {row.course.person_id: row.course for row in reversed(soon)}
        most = settings.reminders_most
        return one_by_one(
            first.values(), lambda one: _may_be_reminded(one, most) and _remind(one, most)
        )


def _soon(ahead: timedelta) -> list[Appointment]:
    """Sessions of courses under way that begin within this time, and are not recorded."""
    rows = (
        Appointment.objects.select_related("course__person")
        .filter(
            starts_at__gt=clock.now(),
            starts_at__lte=clock.now() + ahead,
            attendance="",
            course__ended_on=None,
            course__person__died_on=None,
        )
        .exclude(course__person__email="")
        .order_by("starts_at")
    )
    return list(rows)


def _may_be_reminded(course: Course, most: int) -> bool:
    """Whether something waits, it is wanted, and it was not too often; looked up, not an act."""
    person_id = course.person_id
    return (
        wanted(person_id)
        and _may_again(person_id, most)
        and (_waits(person_id) or measures.is_unasked(course))
    )


def _remind(course: Course, most: int) -> bool:
    with acting(
        by=THE_SERVICE, act=Act.REMIND, person=course.person_id, about="private link"
    ) as deed:
        Person.objects.select_for_update().get(pk=course.person_id)
        if not _may_again(course.person_id, most):  # another run came first
            deed.detail["reminded already"] = True
            return False
        measures.ask_due(course)  # where the last session was not recorded
        link = measure_links.make_and_send(by=THE_SERVICE, person=course.person, reminder=True)
        deed.about = f"link:{link.pk}"
        return True


def _waits(person_id: UUID) -> bool:
    return measure_links.asked_now(person_id).exists()


def _may_again(person_id: UUID, most: int) -> bool:
    """Whether another reminder for what waits is neither too soon nor one too many.

    A link sent by hand counts as one: it says the same.
    """
    opened = datetime.combine(clock.today() - measure_links.OPENS_BEFORE, time.min, LONDON)
    lately = MeasureLink.objects.filter(person=person_id, made_at__gte=opened)
    moments = sorted(lately.values_list("made_at", flat=True))
    return len(moments) < most and (not moments or moments[-1] + BETWEEN <= clock.now())
