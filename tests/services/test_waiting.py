"""The waiting list and allocation: who waits for what, how long, and who may give them to whom."""

from datetime import timedelta

import pytest

from betweenus.domain.access import Relation
from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.referral import Stage
from betweenus.domain.refusals import Conflict, NotAllowed, Refusal
from betweenus.records.teams import Responsibility
from betweenus.services import allocation, clock, referral, responsibility, suitability, waiting
from betweenus.services.referral import NewPerson
from betweenus.services.waiting import Choice
from tests import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    with clock.as_of(worlds.NOW):
        yield worlds.clinic()


def days_ago(days):
    return worlds.TODAY - timedelta(days=days)


def waiting_for(name, days, **known):
    return worlds.referred(name, received_on=days_ago(days), **known)


def names(by, **choice):
    return [row.name for row in waiting.list_waiting(by=by, choice=Choice(**choice)).rows]


@pytest.fixture
def four(clinic):
    """Four people, one at each stage and one more at the first."""
    waiting_for("Ann Adder", 10)
    waiting_for("Bea Brook", 42)
    suitable = waiting_for("Col Croft", 43)
    waiting.allocate(
        by=clinic.rosa.acts, referral_id=suitable.pk, account_id=clinic.rosa.account.pk
    )
    suitability.assess(
        by=clinic.rosa.acts,
        referral_id=suitable.pk,
        answers=worlds.answers(),
        decision="accept",
        reason="Fits.",
        offered=["dit"],
        chosen="dit",
    )
    with clock.as_of(worlds.NOW - timedelta(days=127)):
        worlds.accepted(clinic.hugo, "Dee Dale")
    return suitable


def test_the_longest_wait_comes_first_with_its_stage(clinic, four):
    page = waiting.list_waiting(by=clinic.ada.acts)
    assert [(row.name, row.stage) for row in page.rows] == [
        ("Dee Dale", Stage.OPEN),
        ("Col Croft", Stage.ALLOCATE),
        ("Bea Brook", Stage.ASSESS),
        ("Ann Adder", Stage.ASSESS),
    ]
    assert page.counts == {Stage.ASSESS: 2, Stage.ALLOCATE: 1, Stage.OPEN: 1}
    assert page.total == 4


def test_six_and_eighteen_weeks_are_counted_from_the_day_received(clinic, four):
    page = waiting.list_waiting(by=clinic.ada.acts)
    # 42 days are within 6 weeks, 43 are not (clinical reference 4.3).
    assert (page.over_6_weeks, page.over_18_weeks) == (2, 1)
    assert names(clinic.ada.acts, over="18") == ["Dee Dale"]
    assert names(clinic.ada.acts, over="6") == ["Dee Dale", "Col Croft"]


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"stage": "assess"}, ["Bea Brook", "Ann Adder"]),
        ({"stage": "nonsense"}, ["Dee Dale", "Col Croft", "Bea Brook", "Ann Adder"]),
        ({"sort": "newest"}, ["Ann Adder", "Bea Brook", "Col Croft", "Dee Dale"]),
        ({"sort": "name"}, ["Ann Adder", "Bea Brook", "Col Croft", "Dee Dale"]),
        ({"search": "croft col"}, ["Col Croft"]),
        ({"search": "  BROOK "}, ["Bea Brook"]),
        ({"search": "nobody"}, []),
    ],
)
def test_filters_order_and_search(clinic, four, choice, found):
    assert names(clinic.ada.acts, **choice) == found


def test_people_are_found_by_the_numbers_they_are_known_by(clinic):
    waiting_for("Ann Adder", 10, nhs_number="999 000 1014", local_reference="ED-77")
    waiting_for("Bea Brook", 10)
    assert names(clinic.ada.acts, search="999 000 1014") == ["Ann Adder"]
    assert names(clinic.ada.acts, search="ed-77") == ["Ann Adder"]


def test_only_mine(clinic, four):
    assert names(clinic.rosa.acts, mine=True) == ["Col Croft"]
    assert names(clinic.ben.acts, mine=True) == []


def test_somebody_whose_course_is_open_waits_no_longer(clinic):
    worlds.opened(clinic.rosa)
    assert waiting.list_waiting(by=clinic.ada.acts).rows == ()


def test_a_possible_duplicate_is_marked(clinic):
    for _ in range(2):
        waiting_for("Ann Adder", 10, email="a@h.example")
    assert all(row.possible_duplicate for row in waiting.list_waiting(by=clinic.ada.acts).rows)


def test_what_each_may_do_is_what_the_act_would_allow(clinic, four):
    """Buttons and guards agree: nothing is offered that would be refused, nothing hidden."""
    for who in (clinic.rosa, clinic.ben, clinic.hugo, clinic.ada, clinic.carl, clinic.miriam):
        for row in waiting.list_waiting(by=who.acts).rows:
            try:
                allocation.read_allocation(by=who.acts, referral_id=row.referral_id)
                allowed = True
            except NotAllowed:
                allowed = False
            assert row.may_allocate == allowed, (who.account.name, row.name)


def test_clients_and_the_public_do_not_see_who_waits(clinic, four):
    with pytest.raises(NotAllowed):
        waiting.list_waiting(by=PUBLIC)


def test_the_list_takes_the_same_few_queries_for_one_and_for_five_hundred(clinic, most_queries):
    waiting_for("Ann Adder", 10)
    with most_queries(7):
        waiting.list_waiting(by=clinic.rosa.acts)
    for number in range(120):
        waiting_for(f"Person {number}", number)
    with most_queries(7):
        page = waiting.list_waiting(by=clinic.rosa.acts)
    assert (page.found, page.pages, len(page.rows)) == (121, 3, 50)
    assert len(waiting.list_waiting(by=clinic.rosa.acts, choice=Choice(page=3)).rows) == 21


def test_taking_somebody_makes_the_therapist_responsible_for_assessing(clinic):
    made = waiting_for("Ann Adder", 10)
    given = waiting.allocate(
        by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk
    )
    made.refresh_from_db()
    assert (made.state, given.task, given.since) == ("assessing", "assess", worlds.TODAY)


def test_nobody_takes_somebody_from_a_colleague(clinic, four):
    with pytest.raises(NotAllowed):
        waiting.allocate(
            by=clinic.hugo.acts, referral_id=four.pk, account_id=clinic.hugo.account.pk
        )
    assert responsibility.present(four.person_id).account == clinic.rosa.account


def test_of_two_who_press_take_at_once_the_second_is_told(clinic, monkeypatch):
    made = waiting_for("Ann Adder", 10)
    # What the second finds once the first has let go of the row.
    monkeypatch.setattr(allocation, "relations", lambda *_: frozenset({Relation.SERVICE}))
    with pytest.raises(Conflict, match="has just been given to somebody else"):
        waiting.allocate(
            by=clinic.rosa.acts, referral_id=made.pk, account_id=clinic.rosa.account.pk
        )
    assert responsibility.present(made.person_id) is None


@pytest.mark.parametrize("who", ["ada", "carl", "rosa"])
def test_after_assessment_the_office_or_the_assessor_allocates_for_treatment(clinic, four, who):
    given = waiting.allocate(
        by=getattr(clinic, who).acts,
        referral_id=four.pk,
        account_id=clinic.ben.account.pk,
        words="Asked for mornings.",
    )
    assert (given.account, given.task, given.words) == (
        clinic.ben.account,
        "treat",
        "Asked for mornings.",
    )
    before = Responsibility.objects.get(person=four.person, account=clinic.rosa.account)
    assert before.until == worlds.TODAY


@pytest.mark.parametrize("to", ["ada", "miriam"])
def test_only_a_therapist_can_be_given_somebody(clinic, four, to):
    with pytest.raises(Refusal, match="Only a therapist"):
        waiting.allocate(
            by=clinic.ada.acts, referral_id=four.pk, account_id=getattr(clinic, to).account.pk
        )
    assert responsibility.present(four.person_id).account == clinic.rosa.account


def test_somebody_in_treatment_is_not_allocated(clinic):
    course = worlds.opened(clinic.rosa)
    with pytest.raises(Refusal, match="not waiting any more"):
        waiting.allocate(
            by=clinic.ada.acts,
            referral_id=course.referral_id,
            account_id=clinic.hugo.account.pk,
        )


def test_allocation_shows_what_each_therapist_carries_the_least_loaded_first(clinic):
    worlds.opened(clinic.rosa, "Tom Abara")
    worlds.accepted(clinic.rosa, "Ines Varga")
    made = waiting_for("Ann Adder", 10)
    waiting.allocate(by=clinic.hugo.acts, referral_id=made.pk, account_id=clinic.hugo.account.pk)
    page = allocation.read_allocation(by=clinic.ada.acts, referral_id=made.pk)
    assert [(one.name, one.courses, one.to_assess, one.to_open) for one in page.therapists] == [
        ("Ben Okoro", 0, 0, 0),
        ("Hugo Pell", 0, 1, 0),
        ("Rosa Lind", 1, 0, 1),
    ]
    assert page.therapists[0].trainee


def test_who_allocates_sees_what_was_asked_for_arranging_it_and_no_story(clinic):
    made = referral.refer(
        by=PUBLIC,
        person=NewPerson("Ann Adder"),
        source="self",
        own_words="My sister.",
        preference_words="Mornings.",
    )
    page = allocation.read_allocation(by=clinic.ada.acts, referral_id=made.pk)
    assert page.wishes == "Mornings."
    assert "sister" not in str(page)
