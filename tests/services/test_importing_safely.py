"""What an import does not do: bring in by half, twice, over what is there, or unseen."""

import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps

from betweenus.domain.measures import all_measures
from betweenus.domain.refusals import NotAllowed, Refusal
from betweenus.exchange.caseload_file import all_columns
from betweenus.records.course import Appointment, Course
from betweenus.records.events import Event
from betweenus.records.importing import ImportedRow
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.services import (
    bringing_course,
    bringing_in,
    clock,
    course,
    importing,
    joining,
    people,
    referral,
)
from tests import worlds
from tests.caseload_files import ANN, HEADER, IMPORTER, ROSA, bring_rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_tuesday_in_february")]


@pytest.fixture
def bring(tmp_path):
    """Import these rows, below the usual columns or others."""
    return partial(bring_rows, tmp_path)


EXAMPLE = Path("docs/examples/caseload.csv")


def everything() -> dict[str, int]:
    """How many rows every table has."""
    models = apps.get_app_config("records").get_models()
    return {model.__name__: model.objects.count() for model in models}


def test_a_dry_run_writes_nothing_and_says_what_would_happen(clinic, bring):
    before = everything()
    tried = bring(*ANN, "LR-2,Bo Grey,soon,,,", dry_run=True)
    assert everything() == before
    assert (tried.new, tried.out) == (3, 1)
    assert tried.made == bring(*ANN, "LR-2,Bo Grey,soon,,,").made


def test_twice_is_once(clinic, bring):
    bring(*ANN)
    before = everything()
    again = bring(*ANN)
    # only that somebody read the file is new
    assert everything() == before | {"Event": before["Event"] + 1}
    assert (again.new, again.known, again.problems) == (0, 3, ())


def test_a_corrected_file_brings_in_what_was_missing(clinic, bring):
    bring(ANN[0], "LR-1,,2025-11-03,,2025-12-08,9", ANN[2])
    again = bring(*ANN)
    assert (again.new, again.known, again.problems) == (1, 2, ())
    assert course.state(course.load(Course.objects.get().pk)).missed == 1


def test_a_changed_row_is_told_and_nothing_is_overwritten(clinic, bring):
    header = f"{HEADER},phone"
    bring(*(f"{row}," for row in ANN), header=header)
    again = bring(
        f"LR-1,Anna Fell,2025-11-03,{ROSA},2025-12-01,3,07700 900118",
        "LR-1,,2025-11-03,,2025-12-08,3,",
        "LR-1,,2025-11-03,,2025-12-15,6,",
        header=header,
    )
    assert told(again) == [(2, "columns of the person"), (2, "columns of the contact")]
    assert "Tuesday 10 February" in again.problems[0].reason
    ann = Person.objects.get()
    assert (ann.name, ann.phone) == ("Ann Fell", "")
    assert Appointment.objects.order_by("starts_at")[0].attendance == "5"


def test_a_session_entered_here_since_is_not_entered_twice(clinic, bring):
    bring(*ANN)
    with clock.as_of(worlds.NOW):
        row = course.book(
            by=clinic.rosa.acts,
            course_id=Course.objects.get().pk,
            starts_at=worlds.at(date(2026, 2, 9)),
        )
    again = bring(*ANN, "LR-1,,2025-11-03,,2026-02-09,5")
    assert told(again) == [(5, "contact_on")]
    assert Appointment.objects.filter(starts_at__date=date(2026, 2, 9)).get() == row


def test_somebody_known_already_is_asked_about_and_not_merged(clinic, bring):
    with clock.as_of(worlds.NOW - timedelta(days=1)):
        older = worlds.referred("Ann Fell", local_reference="LR-1").person
    report = bring(*ANN)
    assert report.made["possible duplicates"] == 1
    assert Person.objects.filter(name="Ann Fell").count() == 2
    pair = PossibleDuplicate.objects.get()
    assert (pair.older, pair.same) == (older, None)
    assert pair.reasons == ["The same local reference"]


def test_whoever_was_joined_to_another_since_gets_what_is_new(clinic, bring):
    with clock.as_of(worlds.NOW - timedelta(days=1)):
        older = worlds.referred("Ann Fell", local_reference="LR-1").person
    referral.close(by=clinic.ada.acts, referral_id=older.referrals.get().pk, code="50")
    bring("LR-1,Ann Fell,2025-11-03,,,")
    joining.settle(by=clinic.ada.acts, duplicate_id=PossibleDuplicate.objects.get().pk, same=True)
    report = bring("LR-1,Ann Fell,2025-11-03,,,", f"LR-1,,2025-11-03,{ROSA},2025-12-01,5")
    assert told(report) == [(2, "columns of the referral")]
    assert Course.objects.get().person == older


def test_an_unknown_therapist_is_told_with_what_to_type(clinic, bring):
    report = bring("LR-1,Ann Fell,2025-11-03,rose@clinic.example,2025-12-01,5")
    assert told(report) == [(2, "therapist")]
    assert "Is rosa@clinic.example meant?" in report.problems[0].reason
    assert not Person.objects.exists()


def test_whoever_is_no_therapist_treats_nobody(clinic, bring):
    report = bring("LR-1,Ann Fell,2025-11-03,ada@clinic.example,2025-12-01,5")
    assert told(report) == [(2, "therapist")]


def test_rows_that_name_no_therapist_may_all_be_one_persons(clinic, bring):
    rows = [row.replace(ROSA, "") for row in ANN]
    report = bring(*rows)
    assert told(report) == [(2, "therapist")]
    assert "--therapist-default" in report.problems[0].reason
    bring(*rows, therapist_default=ROSA)
    assert Course.objects.get().therapist == clinic.rosa.account


def test_a_default_that_is_nobody_stops_the_whole_import(clinic, bring):
    with pytest.raises(Refusal, match="signs in with rose"):
        bring(*ANN, therapist_default="rose@clinic.example")


def test_nothing_of_a_person_goes_in_by_half(clinic, bring, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the power went")

    before = everything()
    monkeypatch.setattr(bringing_course.measures, "bring_in", breaks)
    rows = [f"LR-9,Di Ives,2025-11-03,{ROSA},2025-12-01,5,7"]
    with pytest.raises(RuntimeError):
        bring(*rows, header=f"{HEADER},gad7_total")
    changed = {name for name, count in everything().items() if count != before[name]}
    assert changed == {"Event"}  # that the import was begun


def test_people_before_a_break_stay_and_the_rest_follows(clinic, bring, monkeypatch):
    rows = [*ANN, f"LR-9,Di Ives,2025-11-03,{ROSA},2025-12-01,5"]
    monkeypatch.setattr(
        bringing_in,
        "bring_in",
        stops_at("LR-9", bringing_in.bring_in),
    )
    with pytest.raises(RuntimeError):
        bring(*rows)
    monkeypatch.undo()
    assert Person.objects.get().name == "Ann Fell"
    again = bring(*rows)
    assert (again.new, again.known) == (1, 3)


def stops_at(reference, otherwise):
    def bring_in(**given):
        if given["person"].reference == reference:
            raise RuntimeError("the power went")
        return otherwise(**given)

    return bring_in


# -- who, and what is left in the trail ----------------------------------------------------------


def test_only_a_command_may_import(clinic, tmp_path):
    file = tmp_path / "caseload.csv"
    file.write_text("\n".join((HEADER, *ANN)))
    for who in (clinic.rosa, clinic.ada, clinic.carl):
        with pytest.raises(NotAllowed):
            importing.import_caseload(by=who.acts, path=file)
    assert not Person.objects.exists()
    assert Event.objects.filter(act="import caseload", done=False).count() == 3


def test_each_person_brought_in_has_it_in_their_trail(clinic, bring):
    bring(*ANN)
    ann = Person.objects.get()
    found = {event.act: event for event in Event.objects.filter(person_id=ann.pk)}
    assert set(found) == {"refer", "import caseload"}
    event = found["import caseload"]
    assert (event.account_name, event.at) == ("import by the tests", clock.now())
    assert event.detail["contacts"] == 3
    assert "Ann" not in str(event.detail)


def test_what_is_remembered_of_a_row_cannot_be_tried_out(clinic, bring, settings):
    bring(*ANN)
    kept = ImportedRow.objects.get(key="person:LR-1").digest
    said = '{"local_reference": "LR-1", "name": "Ann Fell"}'
    assert kept == bringing_in.digest(said)
    settings.SECRET_KEY = "another service's secret"
    assert kept != bringing_in.digest(said)


# -- size, and what is documented ---------------------------------------------------------------


@pytest.mark.slow
def test_a_thousand_rows_of_which_some_are_wrong(clinic, bring):
    rows = []
    for person in range(125):
        for week in range(8):
            code = "9" if week == 3 and person % 25 == 0 else "5"
            day = date(2025, 11, 3) + timedelta(weeks=week)
            rows.append(f"LR-{person},Person {person},2025-10-06,{ROSA},{day},{code},{week}")
    seen = []
    report = bring(
        *rows, header=f"{HEADER},phq9_total", told=lambda done, of: seen.append((done, of))
    )
    assert (report.rows, report.new, report.out) == (1000, 995, 5)
    assert [problem.line for problem in report.problems] == [5, 205, 405, 605, 805]
    assert Course.objects.count() == 125
    assert seen[-1] == (1000, 1000)
    again = bring(*rows, header=f"{HEADER},phq9_total")
    assert (again.new, again.known, again.out) == (0, 995, 5)


def test_the_example_of_the_manual_goes_in(clinic):
    for name in ("helen.tovey", "imran.sattar"):
        people.add_account(
            by=worlds.BUILDER,
            email=f"{name}@demo.betweenus.example",
            name=name,
            roles=["therapist"],
        )
    report = importing.import_caseload(by=IMPORTER, path=EXAMPLE)
    assert report.problems == ()
    assert (report.made["people"], report.made["courses"]) == (4, 2)


def test_the_manual_describes_every_column():
    manual = Path("docs/import-caseload.md").read_text()
    described = set(re.findall(r"^\| `([a-z0-9_]+)`", manual, re.MULTILINE))
    columns = all_columns().values()
    plain = {column.name for column in columns if not column.measure}
    asked = {"phq9_1", "phq9_10", "phq9_total", "gad7_1", "gad7_total"}
    assert described == plain | asked
    starts = {column.name.partition("_")[0] for column in columns if column.measure}
    assert {start for start in starts if f"`{start}" not in manual} == set()


def test_a_questionnaire_about_one_of_several_people_has_no_columns():
    """Nothing in a row says about whom; kept without, it would be nobody's."""
    assert not any(column.measure == "ecr-rs" for column in all_columns().values())


def test_every_question_has_a_column_that_no_other_hides():
    """ "PHQ-15 1" and "PHQ-1 51" would read the same."""
    columns = all_columns().values()
    for measure in all_measures():
        if not measure.subjects:
            asked = {column.item for column in columns if column.measure == measure.id}
            assert asked - {0} == {item.number for item in measure.items}
