"""The rows that courses leave behind, many at a time.

They are written directly, which nothing else may do: through the services a hundred thousand acts
would take longer than all that is measured. What they hold is what a course in its middle holds:
sessions booked and held, questionnaires, signed notes, a focus, goals, a diary, and the trail.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import models, transaction
from django.urls import reverse

from betweenus.domain.access import Role
from betweenus.domain.course import packaged_text
from betweenus.domain.course.dates import LONDON
from betweenus.domain.measures import get
from betweenus.domain.trail import digest, follow
from betweenus.records.course import Appointment, Consent, Course
from betweenus.records.diary import DiaryEntry
from betweenus.records.events import Event
from betweenus.records.formulation import FocusMove, FocusVersion, Goal, GoalRating, MapVersion
from betweenus.records.measures import MeasureAnswers, MeasureRequest
from betweenus.records.notes import SignedNote
from betweenus.records.people import Account, Person
from betweenus.records.referral import Referral
from betweenus.records.safety import RiskTask
from betweenus.records.teams import Responsibility
from betweenus.services import chain, clock

FEW, MANY = 10, 25  # clients of the first therapist, and of every other one
SESSIONS = 16
EVENTS = 20  # in the trail of each client
VISITORS = 20
BATCH = 2000
WORDS = (
    "He spoke of the evening with his sister, and how he went quiet when she asked. "
    "In the room he looked away at the same place. We wondered together what he expected me to do."
)


class Filling:
    """A service on its way to being full."""

    def __init__(self, *, unwritten: int = 0) -> None:
        """``unwritten``: so many clients of each therapist were seen last without a note yet."""
        self.unwritten = unwritten
        self.due: dict[Account, list[Appointment]] = defaultdict(list)
        self.chance = random.Random(7)
        self.now = clock.now()
        self.rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self.therapists: list[Account] = []
        self.cases: dict[Account, list[Course]] = defaultdict(list)
        self.clients: list[Account] = []

    def fill(self, count: int) -> None:
        """Make so many clients with their therapists."""
        with transaction.atomic():
            for number in range(count):
                self._client(number)
                if number % 200 == 199:
                    self._write()
            self._write()

    def visits(self) -> dict[str, list[dict[str, object]]]:
        """For each page, who opens it and where: up to VISITORS people, each with their own."""
        few, others = self.therapists[:1], self.therapists[1 : VISITORS + 1] or self.therapists
        clients = self.clients[:: max(1, len(self.clients) // VISITORS)][:VISITORS]
        home = reverse("caseload")
        found = {
            "case page": [
                {"cookie": signed_in(one), "paths": [_case(row) for row in self.cases[one]]}
                for one in others
            ],
            f"caseload of {FEW}": [{"cookie": signed_in(one), "paths": [home]} for one in few],
            f"caseload of {MANY}": [
                {"cookie": signed_in(one), "paths": [home]} for one in self.therapists[1:VISITORS]
            ],
            "portal home": [
                {"cookie": signed_in(one), "paths": [reverse("portal")]} for one in clients
            ],
        }
        return {page: visits for page, visits in found.items() if visits}

    # -- one client ---------------------------------------------------------------------------

    def _client(self, number: int) -> None:
        therapist = self._therapist(number)
        account = Account(
            email=f"client{number}@bench.example",
            name=f"Client {number}",
            roles=[str(Role.CLIENT)],
            created_at=self.now,
            password="!",
        )
        self.clients.append(account)
        person = Person(
            account=account,
            name=f"Client {number} of {therapist.name}",
            born_on=date(1950, 1, 1) + timedelta(days=self.chance.randrange(18_000)),
            local_reference=f"B-{number}",
            email=account.email,
            phone=f"07{number:09}",
            created_at=self.now,
        )
        held = number % SESSIONS
        first = self._first(number, held)
        referral = Referral(
            person=person,
            received_on=first.date() - timedelta(weeks=9),
            source="gp",
            state="treating",
            own_words=WORDS,
            entered_at=self.now,
        )
        course = self._course(person, referral, therapist, first)
        self.cases[therapist].append(course)
        self._add(account, person, referral, course)
        self._add(
            Responsibility(
                person=person, account=therapist, task="treat", since=first.date(), words=""
            ),
            *(
                Consent(course=course, purpose=purpose, given=True, at=first, by=therapist)
                for purpose in ("treatment", "recording", "gp")
            ),
        )
        self._sessions(course, therapist, first, held)
        self._formulation(course, therapist, first, held)
        self._own(course, account, first, held)
        self._trail(person, therapist)

    def _therapist(self, number: int) -> Account:
        starts = number in (0, FEW) or (number > FEW and (number - FEW) % MANY == 0)
        if starts:
            place = len(self.therapists)
            account = Account(
                email=f"therapist{place}@bench.example",
                name=f"Therapist {place}",
                roles=[str(Role.THERAPIST)],
                created_at=self.now,
                password="!",
            )
            self.therapists.append(account)
            self._add(account)
        return self.therapists[-1]

    def _first(self, number: int, held: int) -> datetime:
        """The first session: as many weeks ago as were held, on some hour of some day."""
        today = self.now.astimezone(LONDON).date()
        day = today + timedelta(days=1 + number % 6) - timedelta(weeks=held)
        return datetime.combine(day, time(9 + number % 8), LONDON)

    def _course(
        self, person: Person, referral: Referral, therapist: Account, first: datetime
    ) -> Course:
        return Course(
            person=person,
            referral=referral,
            therapist=therapist,
            planned_sessions=SESSIONS,
            planned_end=first.date() + timedelta(weeks=SESSIONS - 1),
            protocol_text=packaged_text(),
            protocol_version="packaged",
            contract="Sixteen sessions.",
            contract_at=first,
            opened_at=first,
            opened_by=therapist,
        )

    def _sessions(self, course: Course, therapist: Account, first: datetime, held: int) -> None:
        for week in range(SESSIONS):
            starts_at = first + timedelta(weeks=week)
            row = Appointment(
                course=course, starts_at=starts_at, attendance="5" if week < held else ""
            )
            self._add(row)
            if week <= held:
                self._forms(course, starts_at, week, waits=week == held)
            if week == held - 1 and len(self.due[therapist]) < self.unwritten:
                self.due[therapist].append(row)
            elif week < held:
                self._add(
                    SignedNote(
                        appointment=row,
                        phase="initial",
                        parts={"material": WORDS, "threads": [WORDS[:60]], "plan": WORDS[:80]},
                        risk="none",
                        signed_at=starts_at + timedelta(hours=1),
                        signed_by=therapist,
                    )
                )

    def _forms(self, course: Course, at: datetime, week: int, *, waits: bool) -> None:
        for name in ("phq-9", "gad-7"):
            if waits:
                self._add(
                    MeasureRequest(
                        person=course.person,
                        course=course,
                        measure=name,
                        moment="treatment",
                        due_on=at.date(),
                        asked_at=self.now,
                    )
                )
                continue
            measure = get(name)
            items = {item.id: self.chance.randrange(3) for item in measure.items}
            score = measure.score(items)
            self._add(
                MeasureAnswers(
                    person=course.person,
                    course=course,
                    measure=name,
                    definition_version=score.version,
                    definition_digest=score.digest,
                    moment="treatment",
                    session_number=week + 1,
                    answered_on=at.date(),
                    items=items,
                    total=score.total,
                    band=str(score.band or ""),
                    case=score.case,
                    complete=True,
                    source="portal",
                    at=at,
                )
            )

    def _formulation(self, course: Course, therapist: Account, at: datetime, held: int) -> None:
        if held < 3:
            return
        parts = {
            "self": "not worth much",
            "other": "busy and far away",
            "reversed": "",
            "affects": [{"name": "sadness", "shown": True}, {"name": "anger", "shown": False}],
            "defence": "he keeps quiet, and so is not sent away",
            "origins": "",
            "cost": WORDS[:90],
            "plain": "When somebody matters, I feel small and go quiet.",
        }
        focus = FocusVersion(course=course, number=1, parts=parts, at=at, by=therapist)
        goal = Goal(course=course, number=1, words=WORDS[:60], set_at=at, set_by=therapist)
        people = [
            {"key": f"p{n}", "name": f"Person {n}", "relation": "friend", "closeness": n % 5 + 1}
            for n in range(6)
        ]
        self._add(
            focus,
            *(FocusMove(version=focus, state=state, at=at, by=therapist) for state in _MOVES),
            goal,
            *(
                GoalRating(goal=goal, value=value, session_number=value, at=at, by=therapist)
                for value in range(2, 2 + held // 3)
            ),
            MapVersion(course=course, number=1, people=people, at=at, by=therapist),
        )

    def _own(self, course: Course, account: Account, first: datetime, held: int) -> None:
        """What the client has written, and now and then an answer that waits to be looked at."""
        for week in range(0, held, 3):
            written = first + timedelta(weeks=week, days=2)
            self._add(
                DiaryEntry(
                    course=course,
                    happened_on=written.date(),
                    parts={"who": "My sister", "what_happened": WORDS},
                    written_at=written,
                    written_by=account,
                    read_at=None if week + 3 >= held else written,
                    read_by=None if week + 3 >= held else course.therapist,
                )
            )
        if held % 8 == 5:
            self._add(
                RiskTask(person=course.person, sign="phq-9 item 9", value=1, opened_at=self.now)
            )

    def _trail(self, person: Person, therapist: Account) -> None:
        self._add(
            *(
                Event(
                    at=self.now - timedelta(days=day),
                    account_id=therapist.pk,
                    account_name=therapist.name,
                    role="therapist",
                    relation="own",
                    purpose="care",
                    act="read case",
                    person_id=person.pk,
                    about=f"person:{person.pk}",
                    done=True,
                )
                for day in range(EVENTS)
            )
        )

    # -- writing ------------------------------------------------------------------------------

    def _add(self, *rows: models.Model) -> None:
        for row in rows:
            self.rows[type(row)].append(row)

    def _write(self) -> None:
        for model in _in_order(self.rows):
            rows = self.rows.pop(model)
            if model is Event:
                chained(rows)
            model.objects.bulk_create(rows, batch_size=BATCH)


def chained(events: list[Event]) -> list[Event]:
    """These events numbered and chained, as telling one after the other does."""
    last, before = chain.newest()
    for number, event in enumerate(events, start=last + 1):
        event.id = number
        event.hash = before = follow(before, digest(chain.content_of(vars(event))))
    return events


_MOVES = ("said", "shared", "agreed")
# What others point to comes first.
_ORDER = (Account, Person, Referral, Course, Appointment, FocusVersion, Goal, MeasureAnswers)


def _in_order(found: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    return sorted(found, key=lambda one: _ORDER.index(one) if one in _ORDER else len(_ORDER))


def _case(course: Course) -> str:
    return reverse("case", kwargs={"course_id": course.pk})


def signed_in(account: Account) -> str:
    """The cookie of a session of this account, as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)
