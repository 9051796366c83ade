"""A caseload file: what people and Excel write is read, what cannot be right is told by line."""

from datetime import date, datetime, time

import pytest

from betweenus.domain.course.attendance import Attendance, Mode
from betweenus.domain.course.dates import LONDON
from betweenus.domain.refusals import Refusal
from betweenus.exchange.caseload_file import Kind, cells, look, read_people
from betweenus.exchange.caseload_file.cells import BadCell

TODAY = date(2026, 2, 10)
HEADER = "local_reference,name,referred_on,therapist,contact_on,attendance"


@pytest.fixture
def written(tmp_path):
    """A file with this text (or these bytes)."""

    def write(text, name="caseload.csv"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


@pytest.fixture
def people(written):
    """Everybody in a file with these rows below the usual columns."""

    def read(*rows, header=HEADER):
        return list(read_people(look(written("\n".join((header, *rows)))), TODAY))

    return read


def told(person):
    return [(one.line, one.field) for one in person.problems]


# -- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-03",
        "2026-2-3",
        "03/02/2026",
        "3/2/2026",
        "3.2.2026",
        "3-2-2026",
        "3 February 2026",
        "3-Feb-2026",
        "2026-02-03 00:00:00",
        "2026-02-03T00:00:00",
        "03/02/2026 00:00",
    ],
)
def test_dates_are_read_as_people_write_them(text):
    assert cells.day(text) == date(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("02/13/2026", "day comes first"),
        ("03/02/26", "four"),
        ("45698", "Excel"),
        ("2026-02-30", "calendar"),
        ("soon", "not a date"),
        ("2026-02-03 14:00", "not a date"),
    ],
)
def test_dates_that_cannot_be_read_are_refused_with_what_to_write(text, said):
    with pytest.raises(BadCell, match=said):
        cells.day(text)


def test_text_that_looks_like_a_formula_stays_text():
    assert cells.clean("=2+3") == "=2+3"
    assert cells.clean('="00123"') == "00123"
    assert cells.clean("+44 7700 900118") == "+44 7700 900118"


def test_a_number_excel_has_shortened_is_not_guessed_at():
    with pytest.raises(BadCell, match="shortened by Excel"):
        cells.digits("9.43E+09")


# -- the file ---------------------------------------------------------------------------------

ROW = "LR-1,Zoë Lind,03/11/2025,,,"
AS_WRITTEN = {
    "UTF-8": f"{HEADER}\n{ROW}\n".encode(),
    "UTF-8 with its mark": f"{HEADER}\r\n{ROW}\r\n".encode("utf-8-sig"),
    "old Excel": f"{HEADER}\r\n{ROW}\r\n".encode("cp1252"),
    "Excel's Unicode text": f"{HEADER}\r\n{ROW}\r\n".replace(",", "\t").encode("utf-16"),
    "semicolons": f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
    "Excel's note of the separator": f"sep=;\r\n{HEADER}\r\n{ROW}\r\n".replace(",", ";").encode(),
    "other spellings": b"Local reference,NAME,Referred on\nLR-1,Zo\xc3\xab Lind,2025-11-03\n",
    "empty lines and columns": f"\n{HEADER},,\n\n{ROW},,\n,,,,\n".encode(),
}


@pytest.mark.parametrize("content", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_files_are_read_however_they_were_saved(written, content):
    (person,) = read_people(look(written(content)), TODAY)
    assert not person.problems
    assert person.reference == "LR-1"
    assert person.values["name"] == "Zoë Lind"
    assert person.referrals[0].received_on == date(2025, 11, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and more", "an Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"a\x00b", "is not text"),
        (b"", "names none of the columns"),
        (b"Dear colleague,\nwith kind regards\n", "names none of the columns"),
        (b"local_reference,name\nLR-1,Ann\n", "referred_on is missing"),
        (f"{HEADER},name\n".encode(), "name stands there twice"),
        (f"{HEADER},attendence\n".replace(",attendance", "").encode(), "attendance is"),
        (f"{HEADER}\n".encode(), "no rows"),
        (f'{HEADER}\nLR-1,"Ann,2025-11-03,,,\n'.encode(), "from line 2 on"),
    ],
)
def test_what_is_not_a_caseload_is_refused_in_words(written, content, said):
    with pytest.raises(Refusal) as refused:
        list(read_people(look(written(content)), TODAY))
    assert said in refused.value.what
    assert refused.value.todo


def test_columns_without_a_place_are_named(written):
    assert look(written(f"{HEADER},ward,phq9_total\n{ROW},B,12\n")).ignored == ("ward",)


def test_lines_are_counted_as_an_editor_does(written):
    text = (
        'local_reference,name,referred_on,own_words\nLR-1,Ann,2025-11-03,"one\ntwo"\nLR-2,Bo,no,\n'
    )
    ann, bo = read_people(look(written(text)), TODAY)
    assert ann.referrals[0].values["own_words"] == "one\ntwo"
    assert told(bo) == [(4, "referred_on")]


def test_rows_of_one_person_need_not_stand_together(people):
    first, second = people(
        "LR-1,Ann Fell,2025-11-03,,2025-12-01,5",
        "LR-2,Bo Grey,2025-11-03,,,",
        "LR-1,,2025-11-03,,2025-12-08,5",
    )
    assert [first.reference, second.reference] == ["LR-2", "LR-1"]
    assert len(second.referrals[0].contacts) == 2


# -- people and rows ----------------------------------------------------------------------------


def test_a_contact_has_its_time_mode_and_code(people):
    header = f"{HEADER},contact_time,mode,minutes,contact_kind"
    (person,) = people("LR-1,Ann,2025-11-03,,2026-06-02,,14:30,11,45,", header=header)
    (contact,) = person.referrals[0].contacts
    assert contact.starts_at == datetime(2026, 6, 2, 14, 30, tzinfo=LONDON)
    assert (contact.mode, contact.minutes, contact.attendance) == (Mode.VIDEO, 45, None)
    assert contact.kind is Kind.TREATMENT


def test_a_contact_without_a_time_is_at_midday(people):
    (person,) = people("LR-1,Ann,2025-11-03,,2026-02-03,6")
    (contact,) = person.referrals[0].contacts
    assert contact.starts_at.time() == time(12)
    assert contact.attendance is Attendance.LATE_SEEN


def test_every_problem_of_a_row_is_told(people):
    header = f"{HEADER},date_of_birth,nhs_number,email,phq9_1,phq9_2,gad7_total"
    (person,) = people(
        "LR-1,Ann,2027-11-03,nobody,31/02/2026,9,1/1/85,123,at home,4,x,99", header=header
    )
    assert {field for _, field in told(person)} == {
        "referred_on",
        "therapist",
        "contact_on",
        "attendance",
        "date_of_birth",
        "nhs_number",
        "email",
        "phq9_1",
        "phq9_2",
        "gad7_total",
    }
    assert not person.referrals


def test_one_bad_row_stays_out_and_the_others_go_in(people):
    (person,) = people(
        "LR-1,Ann,2025-11-03,,2025-12-01,5",
        "LR-1,,2025-11-03,,2025-12-08,8",
        "LR-1,,2025-11-03,,2025-12-15,5",
    )
    assert told(person) == [(3, "attendance")]
    (referral,) = person.referrals
    assert [contact.line for contact in referral.contacts] == [2, 4]
    # the session nobody could read the code of still counts when others are numbered
    assert [moment.day for moment, _ in referral.happened] == [1, 8, 15]


def test_what_two_rows_say_differently_is_not_chosen_between(people):
    (person,) = people(
        "LR-1,Ann Fell,2025-11-03,,2025-12-01,5",
        "LR-1,Anna Fell,2025-11-03,,2025-12-08,5",
    )
    assert told(person) == [(3, "name")]
    assert "line 2" in person.problems[0].reason
    assert person.values["name"] == "Ann Fell"
    assert len(person.referrals[0].contacts) == 1


def test_a_person_without_a_name_stays_out(people):
    (person,) = people("LR-1,,2025-11-03,,,", "LR-1,,2025-11-03,,2025-12-08,5")
    assert told(person) == [(2, "name"), (3, "name")]
    assert not person.referrals


def test_a_row_without_a_reference_belongs_to_nobody(people):
    (person,) = people(",Ann,2025-11-03,,,")
    assert told(person) == [(2, "local_reference")]


def test_the_same_contact_twice_is_one(people):
    (person,) = people("LR-1,Ann,2025-11-03,,2025-12-01,5", "LR-1,,2025-11-03,,2025-12-01,3")
    assert told(person) == [(3, "contact_on")]
    assert person.referrals[0].contacts[0].attendance is Attendance.ATTENDED


def test_two_referrals_of_one_person_are_two(people):
    header = f"{HEADER},ended_on,end_code"
    (person,) = people(
        "LR-1,Ann,2025-11-03,,2025-12-01,5,,",
        "LR-1,,2023-01-09,,2023-02-06,5,2023-05-08,46",
        header=header,
    )
    assert not person.problems
    assert [one.received_on.year for one in person.referrals] == [2023, 2025]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2025-10-01,5,,,", "contact_on"),  # before the referral
        ("2026-03-03,5,,,", "attendance"),  # attended in the future
        ("2026-01-06,,,,", "attendance"),  # past, and nothing said
        ("2026-01-06,5,assessment,,", "contact_kind"),  # nothing to keep it with
        ("2026-01-06,5,none,,", "attendance"),
        ("2026-01-06,,none,,", "contact_kind"),
        ("2026-01-06,5,,2026-01-20,", "end_code"),
        ("2026-01-06,5,,,46", "ended_on"),
        ("2026-01-06,5,,2026-01-20,14", "end_code"),  # ends no treatment
        (",,,2026-01-20,46", "end_code"),  # ends a treatment that was none
        ("2026-01-06,5,,2026-01-02,46", "contact_on"),  # held after the end
        (",5,,,", "contact_on"),
    ],
)
def test_what_cannot_be_is_told_by_its_column(people, row, field):
    header = "local_reference,name,referred_on,contact_on,attendance,contact_kind,ended_on,end_code"
    (person,) = people(f"LR-1,Ann,2025-11-03,{row}", header=header)
    assert (2, field) in told(person)
    assert not person.referrals


def test_a_row_with_too_many_cells_has_slipped(people):
    (person,) = people("LR-1,Fell, Ann,2025-11-03,,2025-12-01,5")
    assert told(person)[0] == (2, "the row")


# -- questionnaires ---------------------------------------------------------------------------

FORMS = "local_reference,name,referred_on,contact_on,attendance,gad7_total," + ",".join(
    f"phq9_{n}" for n in (*range(1, 10), "total")
)


def scores(people, cells_):
    (person,) = people(f"LR-1,Ann,2025-11-03,2025-12-01,5,{cells_}", header=FORMS)
    forms = person.referrals[0].contacts[0].forms if person.referrals else ()
    return {form.measure: form.score for form in forms}, person


def test_answers_are_scored_and_totals_are_kept_as_totals(people):
    found, _ = scores(people, "7,1,1,1,1,1,1,1,1,1,9")
    assert found["phq-9"].total == 9
    assert found["phq-9"].risk_flags
    assert (found["gad-7"].total, found["gad-7"].total_only) == (7, True)


def test_a_missing_answer_follows_the_measures_own_rule(people):
    found, _ = scores(people, ",1,1,1,1,1,1,1,1,,9")
    assert (found["phq-9"].total, found["phq-9"].prorated) == (9, True)


def test_a_total_that_its_answers_do_not_come_to_is_refused(people):
    _, person = scores(people, ",1,1,1,1,1,1,1,1,1,12")
    assert told(person) == [(2, "phq9_total")]
    assert "come to 9" in person.problems[0].reason


def test_without_scores_there_is_no_questionnaire(people):
    assert scores(people, ",,,,,,,,,,")[0] == {}
