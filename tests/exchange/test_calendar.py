"""Calendar files: right times through clock changes, nothing clinical in a client's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from betweenus.domain.course.dates import LONDON, propose
from betweenus.exchange.calendar import Entry, calendar_for_client, calendar_for_therapist

OCTOBER = datetime(2026, 10, 13, 13, 0, tzinfo=UTC)  # 2pm in London, before the clocks go back
MARCH = datetime(2026, 3, 17, 14, 0, tzinfo=UTC)  # 2pm in London, before they go forward


def entries(first=OCTOBER, **more):
    more = {"place": "Room 2", "initials": "K.A."} | more
    return [Entry(UUID(int=n), when, 50, **more) for n, when in enumerate(propose(first, 4))]


def events(data: bytes):
    return Calendar.from_ical(data).walk("VEVENT")


@pytest.mark.parametrize(
    ("first", "utc_hours"), [(OCTOBER, [13, 13, 14, 14]), (MARCH, [14, 14, 13, 13])]
)
def test_sessions_keep_their_time_on_the_clock_when_it_changes(first, utc_hours):
    starts = [event["dtstart"].dt for event in events(calendar_for_client(entries(first)))]
    assert {f"{start:%a %H:%M}" for start in starts} == {"Tue 14:00"}
    assert [start.astimezone(UTC).hour for start in starts] == utc_hours


def test_a_clients_file_says_nothing_clinical_and_not_even_who_sends_it():
    text = calendar_for_client(entries()).decode().lower()
    for word in ("therap", "dit", "session", "mental", "health", "psych", "clinic", "k.a."):
        assert word not in text
    assert "summary:appointment" in text
    assert "x-wr-calname:appointment" in text
    assert text.count("class:private") == 4


def test_a_service_may_call_appointments_something_else():
    text = calendar_for_client(entries(), title="Harbour").decode()
    assert text.count("SUMMARY:Harbour") == 4
    assert "Appointment" not in text


def test_a_client_is_reminded_a_day_before_unless_they_do_not_want_it():
    assert calendar_for_client(entries()).count(b"TRIGGER:-P1D") == 4
    assert b"VALARM" not in calendar_for_client(entries(), remind=False)


def test_a_therapists_file_holds_initials_and_no_reminder():
    data = calendar_for_therapist(entries(), "Harbour")
    assert {str(event["summary"]) for event in events(data)} == {"K.A."}
    assert b"VALARM" not in data


def test_a_therapists_appointment_without_initials_is_just_an_appointment():
    (event, *_) = events(calendar_for_therapist(entries(initials=""), "Harbour"))
    assert str(event["summary"]) == "Appointment"


def test_a_client_never_sees_the_initials_that_a_therapist_sees():
    assert b"K.A." not in calendar_for_client(entries())


def test_a_cancelled_session_is_taken_out_of_calendars_that_hold_it():
    booked = Entry(UUID(int=1), MARCH, 50)
    cancelled = Entry(UUID(int=1), MARCH, 50, cancelled=True, sequence=2)
    (before,) = events(calendar_for_client([booked]))
    (after,) = events(calendar_for_client([cancelled]))
    assert after["uid"] == before["uid"] == "00000000-0000-0000-0000-000000000001@betweenus"
    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert not after.walk("VALARM")


def test_a_place_with_commas_and_lines_comes_back_as_it_was():
    place = "Room 2; Harbour House, 1 Quay Street\nRing twice"
    (event, *_) = events(calendar_for_client(entries(place=place)))
    assert str(event["location"]) == place


def test_the_file_is_made_of_crlf_lines_no_longer_than_calendars_take():
    data = calendar_for_client(entries(place="A very long place " * 20))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_no_appointments_make_an_empty_calendar_rather_than_an_error():
    assert events(calendar_for_client([])) == []


@pytest.mark.parametrize("kind", ["DAYLIGHT", "STANDARD"])
def test_the_file_carries_the_clock_changes_of_the_time_zone_it_uses(kind):
    (zone,) = Calendar.from_ical(calendar_for_client(entries())).walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Europe/London"
    (change,) = zone.walk(kind)
    before, after = change["tzoffsetfrom"].td, change["tzoffsetto"].td
    assert (change["rrule"]["freq"], change["rrule"]["byday"]) == (["YEARLY"], ["-1SU"])
    (month,) = change["rrule"]["bymonth"]
    for year in range(1996, 2040):
        last_sunday = max(
            day for day in range(25, 32) if datetime(year, month, day).isoweekday() == 7
        )
        first = change["dtstart"].dt
        # RFC 5545: the change is written in the clock time that held until then.
        moment = (first.replace(year=year, day=last_sunday) - before).replace(tzinfo=UTC)
        for instant, offset in ((moment - timedelta(seconds=1), before), (moment, after)):
            assert instant.astimezone(ZoneInfo("Europe/London")).utcoffset() == offset, instant


WORKING_TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(
    lambda when: when.replace(hour=8 + when.hour % 12, second=0, microsecond=0, tzinfo=LONDON)
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        id=st.uuids(),
        starts_at=WORKING_TIMES.map(lambda when: when.astimezone(UTC)),
        minutes=st.sampled_from([30, 50, 60, 90]),
        place=st.text(alphabet='Room 2,;:\\\n"é', max_size=30).map(str.strip),
        cancelled=st.booleans(),
        sequence=st.integers(0, 9),
        initials=st.sampled_from(["K.A.", "B.O.", "É.D."]),
    ),
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(ENTRIES)
def test_what_is_written_is_read_back(made):
    read = [
        (
            str(event["uid"]).removesuffix("@betweenus"),
            event["dtstart"].dt.astimezone(UTC),
            event["dtend"].dt - event["dtstart"].dt,
            str(event.get("location", "")),
            str(event["status"]) == "CANCELLED",
            event["sequence"],
            str(event["summary"]),
        )
        for event in events(calendar_for_therapist(made, "Harbour"))
    ]
    assert read == [
        (
            str(entry.id),
            entry.starts_at,
            timedelta(minutes=entry.minutes),
            entry.place,
            entry.cancelled,
            entry.sequence,
            entry.initials,
        )
        for entry in made
    ]
