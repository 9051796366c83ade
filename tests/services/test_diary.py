"""The diary: written by the client, changed until it is read, seen by the therapist if shared."""

from datetime import timedelta

import pytest

from betweenus.domain.refusals import Conflict, NotAllowed, Refusal
from betweenus.records.diary import DiaryEntry
from betweenus.services import diary, people
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]

MOMENT = {"who": "Mum", "what_happened": "She put the phone down.", "felt": "Small."}


@pytest.fixture
def made(clinic):
    return worlds.at_session(clinic.rosa, 3)


@pytest.fixture
def tom(made):
    return people.identify(worlds.client_of(made))


def test_a_moment_is_kept_as_it_was_typed(made, tom):
    row = diary.write(by=tom, course_id=made.pk, parts=MOMENT)

    page = diary.mine(by=tom)
    (entry,) = page.entries
    assert page.course_id == made.pk
    assert entry.id == row.pk
    assert entry.parts["what_happened"] == "She put the phone down."
    assert entry.parts["wanted"] == ""
    assert (entry.title, entry.happened_on, entry.shared) == ("Mum", worlds.TODAY, True)


def test_any_one_answer_is_enough_and_none_is_not(made, tom):
    diary.write(by=tom, course_id=made.pk, parts={"felt": "Lost."})
    with pytest.raises(Refusal, match="Nothing is written yet"):
        diary.write(by=tom, course_id=made.pk, parts={"felt": "  "})


def test_the_day_cannot_be_ahead(made, tom):
    with pytest.raises(Refusal) as refused:
        diary.write(
            by=tom, course_id=made.pk, parts=MOMENT, happened_on=worlds.TODAY + timedelta(days=1)
        )
    assert refused.value.field == "happened_on"


def test_sent_twice_it_is_one_entry(made, tom):
    diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    diary.write(by=tom, course_id=made.pk, parts=MOMENT)

    assert DiaryEntry.objects.count() == 1


def test_it_can_be_changed_until_the_therapist_has_read_it(clinic, made, tom):
    row = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    diary.change(by=tom, entry_id=row.pk, parts=MOMENT | {"felt": "Furious."})
    assert diary.read_mine(by=tom, entry_id=row.pk).parts["felt"] == "Furious."

    diary.read_for_therapist(by=clinic.rosa.acts, course_id=made.pk)

    with pytest.raises(Refusal, match="Add a new entry"):
        diary.change(by=tom, entry_id=row.pk, parts=MOMENT)
    entry = diary.read_mine(by=tom, entry_id=row.pk)
    assert entry.parts["felt"] == "Furious."
    assert not entry.can_change


def test_two_tabs_do_not_overwrite_each_other(made, tom):
    row = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    seen = diary.read_mine(by=tom, entry_id=row.pk).seen
    diary.change(by=tom, entry_id=row.pk, parts=MOMENT | {"did": "Went out."}, seen=seen)

    with pytest.raises(Conflict):
        diary.change(by=tom, entry_id=row.pk, parts=MOMENT | {"did": "Cried."}, seen=seen)

    assert diary.read_mine(by=tom, entry_id=row.pk).parts["did"] == "Went out."


def test_only_shared_entries_reach_the_therapist(clinic, made, tom):
    diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    kept = diary.write(by=tom, course_id=made.pk, parts={"felt": "Mine."}, shared=False)

    page = diary.read_for_therapist(by=clinic.rosa.acts, course_id=made.pk)

    assert [entry.title for entry in page.entries] == ["Mum"]
    assert diary.read_mine(by=tom, entry_id=kept.pk).can_change
    with pytest.raises(NotAllowed):
        diary.read_mine(by=clinic.rosa.acts, entry_id=kept.pk)


def test_what_is_new_is_new_once(clinic, made, tom):
    row = diary.write(by=tom, course_id=made.pk, parts=MOMENT)

    assert diary.read_for_therapist(by=clinic.rosa.acts, course_id=made.pk).new == {row.pk}
    assert diary.read_for_therapist(by=clinic.rosa.acts, course_id=made.pk).new == frozenset()


def test_nobody_else_reads_or_writes(clinic, made, tom):
    row = diary.write(by=tom, course_id=made.pk, parts=MOMENT)
    other = people.identify(
        worlds.client_of(worlds.at_session(clinic.rosa, 2, "Ines Varga"), "ines@home.example")
    )
    for by in (clinic.hugo.acts, clinic.miriam.acts, clinic.ada.acts, tom):
        with pytest.raises(NotAllowed):
            diary.read_for_therapist(by=by, course_id=made.pk)
    with pytest.raises(NotAllowed):
        diary.write(by=clinic.rosa.acts, course_id=made.pk, parts=MOMENT)
    for refused in (
        lambda: diary.read_mine(by=other, entry_id=row.pk),
        lambda: diary.write(by=other, course_id=made.pk, parts=MOMENT),
        lambda: diary.change(by=other, entry_id=row.pk, parts=MOMENT),
    ):
        with pytest.raises(NotAllowed):
            refused()
