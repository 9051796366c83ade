"""Calendar files: right times through clock changes, nothing clinical in a client's."""

from datetime import UTC, datetime
from uuid import UUID

from icalendar import Calendar

from betweenus.domain.course.dates import propose
from betweenus.exchange.calendar import Entry, calendar_for_client, calendar_for_therapist


def _entries():
    first = datetime(2026, 10, 13, 13, 0, tzinfo=UTC)  # 2pm in London, before the clocks go back
    return [
        Entry(UUID(int=n), when, 50, place="Room 2", initials="K.A.")
        for n, when in enumerate(propose(first, 4))
    ]


def _events(data: bytes):
    return Calendar.from_ical(data).walk("VEVENT")


def test_sessions_keep_their_time_on_the_clock_when_it_changes():
    starts = [e["dtstart"].dt for e in _events(calendar_for_client(_entries()))]
    assert [f"{s:%d %b %H:%M}" for s in starts] == [
        "13 Oct 14:00",
        "20 Oct 14:00",
        "27 Oct 14:00",
        "03 Nov 14:00",
    ]
    assert [s.astimezone(UTC).hour for s in starts] == [13, 13, 14, 14]


def test_a_clients_file_says_nothing_clinical():
    text = calendar_for_client(_entries()).decode().lower()
    for word in ("therap", "dit", "session", "mental", "k.a."):
        assert word not in text
    assert "summary:appointment" in text
    assert "begin:valarm" in text


def test_a_therapists_file_holds_initials_only():
    events = _events(calendar_for_therapist(_entries(), "Harbour"))
    assert {str(e["summary"]) for e in events} == {"K.A."}


def test_a_cancelled_session_is_taken_out_of_calendars_that_hold_it():
    entry = Entry(UUID(int=1), datetime(2026, 3, 3, 14, tzinfo=UTC), 50, cancelled=True, sequence=2)
    event = _events(calendar_for_client([entry]))[0]
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 2)
    assert str(event["uid"]) == "00000000-0000-0000-0000-000000000001@betweenus"


def test_the_file_carries_the_time_zone_it_uses():
    zones = Calendar.from_ical(calendar_for_client(_entries())).walk("VTIMEZONE")
    assert [str(z["tzid"]) for z in zones] == ["Europe/London"]
