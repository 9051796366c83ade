"""The world that is attacked: two clients alike in everything but whose they are.

    Tom Abara   Rosa's client, so Miriam's supervisee's; has an account
    Zoe Quill   Hugo's client; has an account; nobody supervises Hugo
    Ines Varga  waiting, nobody's client yet

Everything a record can hold, both have. It is made through services and once for each module: an
attack works inside a savepoint that is taken back.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from betweenus.domain.access import Identity, Role
from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.telling import Suggestion
from betweenus.records.asking import MeasureLink
from betweenus.records.course import Course
from betweenus.records.cover import EmergencyAccess
from betweenus.records.measures import MeasureRequest
from betweenus.records.people import Account, PossibleDuplicate
from betweenus.records.safety import RiskTask
from betweenus.records.teams import SupervisionLink
from betweenus.services import (
    clock,
    corrections,
    deputies,
    diary,
    duty,
    emergency,
    episodes,
    focus,
    focus_rating,
    goals,
    invitations,
    letters,
    measure_links,
    measures,
    midreview,
    my_letters,
    notes,
    people,
    referral,
    relationship_map,
    supervision,
    transcripts,
)
from betweenus.services.referral import NewPerson
from tests import worlds
from tests.web.pages import BACKEND

AT_RISK = [2, 2, 2, 1, 1, 1, 1, 0, 1]
BORN = date(1985, 3, 27)
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Tom>She left before I had finished.\n"
FOCUS = {
    "self": "a nuisance",
    "other": "already fed up",
    "affects": [{"name": "shame", "shown": True}, {"name": "longing", "shown": False}],
    "defence": "asks for nothing",
    "plain": "When I need something I feel a nuisance. I keep quiet.",
}
SECTIONS = {
    "why_you_came": "You came because Sundays had gone quiet.",
    "what_we_found": "When you need something you make yourself small.",
    "what_shifted": "You asked your brother for the van.",
    "still_hard": "Asking at work.",
    "what_helps": "Notice the joke, and wait.",
    "goodbye": "Thank you for the work. Goodbye.",
}


@dataclass
class Whole:
    """A client with everything a record can hold; ``ids`` are by the names addresses use."""

    course: Course
    account: Account
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def acts(self) -> Identity:
        """The client, to a service."""
        return people.identify(self.account)

    @property
    def person_id(self):
        """Whose record it is."""
        return self.course.person_id


@dataclass
class World:
    """The clinic, its two clients, who waits, and what belongs to nobody."""

    clinic: worlds.Clinic
    tom: Whole
    zoe: Whole
    waiting: dict[str, Any]
    service: dict[str, Any]
    link: str  # the address of Tom's private link


def build() -> World:
    """All of it; today is ``worlds.TODAY``."""
    clinic = worlds.clinic()
    tom = _whole(clinic.rosa, "Tom Abara", "tom@home.example")
    zoe = _whole(clinic.hugo, "Zoe Quill", "zoe@home.example")
    for one, other in ((tom, clinic.miriam), (zoe, clinic.hugo)):
        _supervision(one, other)
    waiting = worlds.referred("Ines Varga", born_on=BORN)
    for name in ("Tom Abara", "Zoe Quill"):  # the same day of birth as well: asked of a person
        referral.refer(by=PUBLIC, person=NewPerson(name, born_on=BORN), source="self")
    for one in (tom, zoe):
        one.ids["duplicate_id"] = PossibleDuplicate.objects.get(older=one.person_id).pk
    return World(
        clinic=clinic,
        tom=tom,
        zoe=zoe,
        waiting={"referral_id": waiting.pk, "person_id": waiting.person_id},
        service=_service(clinic),
        link=_link(clinic, tom),
    )


def _whole(who: worlds.Staff, name: str, email: str) -> Whole:
    known = {"born_on": BORN, "email": email}
    made = worlds.at_session(who, 14, name, person=known)
    one = Whole(made, worlds.client_of(made, email))
    one.ids |= {
        "person_id": made.person_id,
        "course_id": made.pk,
        "referral_id": made.referral_id,
        "appointment_id": worlds.upcoming(made)[0].pk,
    }
    _formulation(who, one)
    _notes(who, one)
    _episodes(who, one)
    _letters(who, one)
    _measures(one)
    entry = diary.write(
        by=one.acts, course_id=made.pk, parts={"who": "Mum", "felt": "Small."}, shared=True
    )
    one.ids["entry_id"] = entry.pk
    one.ids["correction_id"] = corrections.ask(by=one.acts, about="notes", words="Not my aunt.")
    diary.save_draft(by=one.acts, content={"felt": "half a thought"}, seen_version=0)
    invitations.invite(by=who.acts, person_id=made.person_id)
    one.account.set_password(worlds.PASSWORD)  # the invitation made the former one useless
    one.account.save(update_fields=["password"])
    return one


def _formulation(who: worlds.Staff, one: Whole) -> None:
    by, course_id = who.acts, one.course.pk
    people_of = [{"name": "Mum", "relation": "mother", "closeness": 4, "words": "rings at six"}]
    relationship_map.save(by=by, course_id=course_id, people=people_of, seen_number=0)
    with clock.as_of(worlds.NOW - timedelta(weeks=3)):
        focus.write(by=by, course_id=course_id, parts=FOCUS, seen_number=0)
        for state in ("said", "shared"):
            focus.move(by=by, course_id=course_id, to=state)
        focus.answer(by=one.acts, course_id=course_id, fits="partly", words="More angry.")
        focus.move(by=by, course_id=course_id, to="agreed", words="He said it himself.")
    focus.write(by=by, course_id=course_id, parts=FOCUS | {"self": "too much"}, seen_number=1)
    focus.save_draft(by=by, course_id=course_id, parts=FOCUS, seen_version=0)
    monday = worlds.TODAY - timedelta(days=worlds.TODAY.weekday())
    for side in (one.acts, by):
        focus_rating.rate(by=side, course_id=course_id, week=monday, showed=4, tried="I asked.")
    goal = goals.set_goal(by=by, course_id=course_id, words="Ring my brother.", first_rating=2)
    goals.rate(by=one.acts, goal_id=goal.pk, value=3)
    one.ids["goal_id"] = goal.pk
    midreview.record(
        by=by, course_id=course_id, focus_fits="partly", words="He is flat.", client_words="OK."
    )


def _notes(who: worlds.Staff, one: Whole) -> None:
    first, last = one.course.appointments.order_by("starts_at")[0], one.ids["appointment_id"]
    note = worlds.signed(who, one.course)
    notes.add(by=who.acts, note_id=note.pk, text="He rang afterwards.")
    notes.save_draft(
        by=who.acts, appointment_id=last, parts={"material": "half a note"}, seen_version=0
    )
    row = transcripts.attach(by=who.acts, appointment_id=first.pk, file_name="tom.vtt", content=VTT)
    one.ids |= {"note_id": note.pk, "transcript_id": row.pk}


def _episodes(who: worlds.Staff, one: Whole) -> None:
    made = episodes.write(
        by=who.acts,
        course_id=one.course.pk,
        who="mum",
        where="now",
        happened="at Christmas",
        story="She left before I had finished.",
        transcript_id=one.ids["transcript_id"],
    )
    episodes.decide(
        by=who.acts,
        episode_id=made,
        slot="response_of_other",
        code="",
        suggested=(Suggestion("leaves", 0.7, "She left"),),
        suggested_by="word list",
    )
    one.ids |= {"episode_id": made, "source_id": one.ids["transcript_id"]}


def _letters(who: worlds.Staff, one: Whole) -> None:
    row = letters.start(by=who.acts, course_id=one.course.pk, kind="goodbye")
    letters.write(by=who.acts, letter_id=row.pk, sections=SECTIONS, seen_number=0)
    letters.move(by=who.acts, letter_id=row.pk, to="shared")
    my_letters.reply(by=one.acts, letter_id=row.pk, words="I cried.")
    again = SECTIONS | {"still_hard": "Asking anybody."}
    letters.write(by=who.acts, letter_id=row.pk, sections=again, seen_number=1)
    letters.save_draft(by=who.acts, letter_id=row.pk, sections=SECTIONS, seen_version=0)
    one.ids["letter_id"] = row.pk


def _measures(one: Whole) -> None:
    open_now = MeasureRequest.objects.filter(course=one.course, closed_at=None)
    done = open_now.get(measure="phq-9")
    row = measures.answer(
        by=one.acts,
        person_id=one.person_id,
        measure="phq-9",
        answers=AT_RISK,
        request_id=done.pk,
    )
    asked = open_now.exclude(pk=done.pk).first()
    one.ids |= {
        "answers_id": row.pk,
        "task_id": RiskTask.objects.get(person=one.person_id).pk,
        "request_id": asked.pk,
        "done_request_id": done.pk,
    }


def _supervision(one: Whole, supervisor: worlds.Staff) -> None:
    """What came up in supervision; of Hugo's client, from before he had none."""
    by = people.identify(one.course.therapist)
    asked = supervision.ask(by=by, course_id=one.course.pk, words="Do I say it?")
    one.ids["question_id"] = asked.pk
    with _supervised(one, supervisor) as who:
        supervision.comment(by=who, course_id=one.course.pk, words="Wait.", question_id=asked.pk)
        action = supervision.agree_action(by=who, course_id=one.course.pk, words="Read it again.")
    one.ids["action_id"] = action.pk


@contextmanager
def _supervised(one: Whole, supervisor: worlds.Staff) -> Iterator[Identity]:
    if Role.SUPERVISOR in supervisor.acts.roles:
        yield supervisor.acts
        return
    once = people.add_account(
        by=worlds.BUILDER, email="old@clinic.example", name="Ola Past", roles=[Role.SUPERVISOR]
    )
    people.link_supervision(
        by=worlds.BUILDER,
        supervisor=once,
        supervisee=one.course.therapist,
        since=worlds.TODAY - timedelta(days=700),
    )
    yield people.identify(once)
    SupervisionLink.objects.filter(supervisor=once).update(until=worlds.TODAY - timedelta(days=1))


def _service(clinic: worlds.Clinic) -> dict[str, Any]:
    ahead = worlds.TODAY + timedelta(days=30)
    leave = deputies.plan(
        by=clinic.rosa.acts,
        account_id=clinic.rosa.account.pk,
        deputy_id=clinic.ben.account.pk,
        first_day=ahead,
        last_day=ahead + timedelta(days=5),
    )
    turn = duty.plan(
        by=clinic.ada.acts, account_id=clinic.ben.account.pk, first_day=ahead, last_day=ahead
    )
    tom = Account.objects.get(email="tom@home.example").person.pk
    why = "His clinician is ill and he rang in distress."
    emergency.open_record(by=clinic.ben.acts, person_id=tom, reason=why)
    supervised = SupervisionLink.objects.get(supervisee=clinic.rosa.account)
    return {
        "absence_id": leave.pk,
        "turn_id": turn.pk,
        "account_id": clinic.rosa.account.pk,
        "link_id": supervised.pk,
        "emergency_id": EmergencyAccess.objects.get(person=tom).pk,
    }


def _link(clinic: worlds.Clinic, tom: Whole) -> str:
    measure_links.send(by=clinic.rosa.acts, person_id=tom.person_id)
    assert MeasureLink.objects.filter(person=tom.person_id).exists()
    return re.search(r"https?://[^/\s]+(/by-link/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The world, made once for a module and taken back after it."""
    with django_db_blocker.unblock(), clock.as_of(worlds.NOW), transaction.atomic():
        mail.outbox = []
        yield build()
        transaction.set_rollback(True)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser_of(account: Account | None) -> Client:
    """A browser in which this account has signed in, or nobody; a fault is a 500, as outside."""
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account, backend=BACKEND)
    return client
