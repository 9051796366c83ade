"""One act: allowed, done and recorded together, or not at all."""

import pytest

from betweenus.domain.access import Act, Relation
from betweenus.domain.refusals import NotAllowed
from betweenus.records.diary import DiaryEntry
from betweenus.records.events import Event
from betweenus.services import acting as acting_
from betweenus.services import case, clock
from betweenus.services.acting import acting, relations
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


@pytest.fixture
def course(clinic):
    return worlds.at_session(clinic.rosa, 2)


def newest() -> Event:
    return Event.objects.latest("id")


def write_diary(course) -> None:
    DiaryEntry.objects.create(
        course=course,
        happened_on=worlds.TODAY,
        written_at=worlds.NOW,
        written_by=course.therapist,
    )


def test_the_event_says_who_what_about_whom_and_in_which_relation(clinic, course):
    with acting(
        by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id, about="course:x"
    ) as deed:
        deed.detail["page"] = "overview"
    event = newest()
    assert (event.account_name, event.act, event.role, event.relation) == (
        "Rosa Lind",
        "read case",
        "therapist",
        "own",
    )
    assert event.person_id == course.person_id
    assert event.detail == {"page": "overview"}
    assert event.done


def test_a_refusal_changes_nothing_and_stays_in_the_trail(clinic, course):
    with (
        pytest.raises(NotAllowed),
        acting(by=clinic.hugo.acts, act=Act.WRITE_NOTE, person=course.person_id),
    ):
        write_diary(course)
    assert not DiaryEntry.objects.exists()
    event = newest()
    assert (event.account_name, event.done) == ("Hugo Pell", False)
    assert "therapist responsible" in event.detail["reason"]


def test_a_fault_undoes_change_and_event_together(clinic, course):
    before = Event.objects.count()

    def break_off():
        with acting(by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id):
            write_diary(course)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert not DiaryEntry.objects.exists()
    assert Event.objects.count() == before


def test_what_only_reads_leaves_its_event_with_what_was_found(clinic, course):
    with acting(
        by=clinic.rosa.acts, act=Act.READ_CASE, person=course.person_id, only_reads=True
    ) as deed:
        deed.detail["found"] = DiaryEntry.objects.count()
    assert (newest().act, newest().detail) == ("read case", {"found": 0})


def test_nothing_read_is_given_out_when_the_event_fails(clinic, course, monkeypatch):
    def fail(**said):
        raise RuntimeError

    monkeypatch.setattr(acting_.chain, "tell", fail)
    with pytest.raises(RuntimeError):
        case.read(by=clinic.rosa.acts, course_id=course.pk)


@pytest.mark.parametrize(
    ("who", "relation"),
    [
        ("rosa", Relation.OWN),
        ("miriam", Relation.SUPERVISEE),
        ("hugo", Relation.SERVICE),
        ("ada", Relation.SERVICE),
    ],
)
def test_how_each_stands_to_the_client(clinic, course, who, relation):
    found = relations(getattr(clinic, who).acts, course.person_id)
    assert relation in found
    assert (Relation.OWN in found) is (who == "rosa")


def test_supervision_ends_on_its_last_day(clinic, course):
    clinic.miriam.account.supervises.update(until=worlds.TODAY)
    assert Relation.SUPERVISEE in relations(clinic.miriam.acts, course.person_id)
    clinic.miriam.account.supervises.update(until=worlds.TODAY.replace(day=1))
    assert Relation.SUPERVISEE not in relations(clinic.miriam.acts, course.person_id)


def test_relations_cost_one_query(clinic, course, django_assert_num_queries):
    for who in (clinic.rosa, clinic.miriam, clinic.hugo):
        with django_assert_num_queries(1):
            relations(who.acts, course.person_id)
