"""Loading the demo: the service, its staff, and every story told through the services."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from betweenus.domain.access import Identity, Role
from betweenus.domain.access.identity import system
from betweenus.domain.course.dates import LONDON
from betweenus.services import clock, deputies, duty, people, service
from betweenus.services.demo import PASSWORD
from betweenus.services.demo.arriving import tell_arrival
from betweenus.services.demo.coding import tell_episodes
from betweenus.services.demo.days import Days, for_course
from betweenus.services.demo.formulating import tell_formulation
from betweenus.services.demo.meeting import tell_course
from betweenus.services.demo.reading_about import tell_readings
from betweenus.services.demo.stories_reading import Story, read_service, read_stories
from betweenus.services.demo.telling import Told
from betweenus.services.demo.weeks import tell_weeks

LONG_AGO = 400  # days: before the first referral of any story
BUILDER = system("the demo, made by betweenus demo")


@transaction.atomic
def load() -> None:
    """Make the whole demo in an empty database: the same people and words whenever it is made."""
    found, today = read_service(), clock.today()
    with clock.as_of(datetime.combine(Days(today).day(LONG_AGO), time(9), LONDON)):
        staff = _staff(found, today)
        _settings(found, today)
    _cover(found, staff, today)
    stories = {}
    for story in read_stories():
        told = stories[story["key"]] = Told(story, _days(story, today), staff)
        tell_arrival(told)
        tell_course(told)
        tell_formulation(told)
        tell_episodes(told)
        tell_weeks(told)
        told.happen()
    tell_readings(found["readings"], staff, stories, Days(today))


def _days(story: Story, today: date) -> Days:
    sessions = story.get("sessions")
    if sessions:
        return for_course(today, sessions[0]["days_ago"])
    if "course" in story:
        return for_course(today, story["course"]["first_session_days_ago"])
    return Days(today)


def _staff(found: Story, today: date) -> dict[str, Identity]:
    accounts = {
        row["key"]: people.add_account(
            by=BUILDER,
            email=row["email"],
            name=row["name"],
            roles=[row["role"]],
            trainee=row["trainee"],
            password=PASSWORD,
        )
        for row in found["staff"]
    }
    for row in found["staff"]:
        if supervisor := row.get("supervisor"):
            people.link_supervision(
                by=BUILDER,
                supervisor=accounts[supervisor],
                supervisee=accounts[row["key"]],
                since=clock.today(),
            )
    return {key: people.identify(account) for key, account in accounts.items()}


def _cover(found: Story, staff: dict[str, Identity], today: date) -> None:
    """Who is on duty, and who acts for whom on leave to come; by the lead."""
    (lead,) = (who for who in staff.values() if who.has(Role.LEAD))
    for row in found["duty"]:
        first, last, _ = _break(row | {"reason": ""}, today)
        duty.plan(by=lead, account_id=staff[row["who"]].account_id, first_day=first, last_day=last)
    for row in found["breaks"]:
        if deputy := row.get("deputy"):
            first, last, _ = _break(row, today)
            deputies.plan(
                by=lead,
                account_id=staff[row["who"]].account_id,
                deputy_id=staff[deputy].account_id,
                first_day=first,
                last_day=last,
            )


def _settings(found: Story, today: date) -> None:
    said = found["service"]
    service.change(
        by=BUILDER,
        why="The demo",
        name=said["name"],
        phone=said["phone"],
        email=said["email"],
        address="\n".join(said["address"]),
        crisis_text=said["crisis_text"],
        session_minutes=said["session_minutes"],
        dna_counts=said["dna_counts"],
        breaks=tuple(_break(row, today) for row in found["breaks"] if row["who"] == "service"),
        is_demo=True,
    )


def _break(row: dict[str, Any], today: date) -> tuple[date, date, str]:
    days = Days(today)
    return days.day(row["from_days_ago"]), days.day(row["to_days_ago"]), row["reason"]
