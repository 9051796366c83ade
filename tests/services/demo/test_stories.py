"""The demo's stories keep the shape their README promises, and could all have happened."""

import re
import tomllib
from pathlib import Path

import pytest

import betweenus
from betweenus.domain.patterns import vocabulary
from betweenus.domain.patterns.coding import check_code
from betweenus.domain.people import looks_like_nhs_number

STORIES = Path(betweenus.__file__).parent / "services" / "demo" / "stories"
SERVICE = tomllib.loads((STORIES / "service.toml").read_text(encoding="utf-8"))
CLIENTS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(STORIES.glob("*.toml"))
    if path.stem != "service"
}
STAFF = {person["key"] for person in SERVICE["staff"]}
STAGES = {
    "referred",
    "awaiting_assessment",
    "waiting",
    "opened",
    "initial",
    "middle",
    "ending",
    "finished",
    "ended_early",
    "declined",
}
SECTIONS = {
    "why_you_came",
    "what_we_found",
    "how_it_showed",
    "what_shifted",
    "still_hard",
    "the_ending",
    "what_helps",
    "goodbye",
}
CRITERIA = [
    "link",
    "reflection",
    "openness",
    "motivation",
    "substances",
    "complexity",
    "risk",
    "elsewhere",
]
MONTHS = r"\b(January|February|April|June|July|August|September|October|November|December)\b"

each_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)


def sessions(client):
    return client.get("sessions", [])


def attended(client):
    return [row for row in sessions(client) if row.get("attendance") in (5, 6)]


def moments_with_scores(client):
    """Everything that carries a PHQ-9: assessment, sessions, follow-up."""
    moments = [client.get("assessment"), client.get("follow_up"), *sessions(client)]
    return [moment for moment in moments if moment and "phq9" in moment]


def open_risk(client):
    return [m for m in moments_with_scores(client) if m["phq9"][8] >= 1 and "risk_task" not in m]


def on_leave(therapist, day):
    return any(
        leave["from_days_ago"] >= day >= leave["to_days_ago"]
        for leave in SERVICE["breaks"]
        if leave["who"] in (therapist, "service")
    )


def sentences(text):
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]


def test_fourteen_people_stand_at_every_stage():
    assert len(CLIENTS) == 14
    assert {client["stage"] for client in CLIENTS.values()} == STAGES


def test_at_least_two_sessions_are_today():
    today = [key for key, c in CLIENTS.items() if any(s["days_ago"] == 0 for s in sessions(c))]
    assert len(today) >= 2


def test_one_client_has_an_open_sign_of_risk_and_it_is_the_newest_questionnaire():
    waiting = {key: open_risk(client) for key, client in CLIENTS.items() if open_risk(client)}
    assert list(waiting) == ["meera"]
    assert waiting["meera"] == [CLIENTS["meera"]["sessions"][-1]]


def test_nobody_is_in_two_rooms_at_once():
    slots = [
        (client["therapist"], row["days_ago"], client["course"]["time"])
        for client in CLIENTS.values()
        for row in sessions(client)
    ]
    assert len(slots) == len(set(slots))


def test_identifiers_are_unique_and_made_for_tests():
    people = [client["person"] for client in CLIENTS.values()]
    numbers = [person["nhs_number"].replace(" ", "") for person in people]
    assert len(set(numbers)) == len(numbers)
    # 999 is the range for tests: such a number passes every check and is never given to anybody.
    assert all(number.startswith("999") and looks_like_nhs_number(number) for number in numbers)
    phones = [p.get(kind) for p in people for kind in ("mobile", "phone") if p.get(kind)]
    phones += [person["emergency_contact"]["phone"] for person in people]
    assert all(phone.startswith(("07700 900", "01632 960")) for phone in phones)


@each_client
def test_answers_are_within_the_scales(client):
    for moment in moments_with_scores(client):
        assert len(moment["phq9"]) == 9
        assert len(moment["gad7"]) == 7
        assert set(moment["phq9"] + moment["gad7"] + [moment["difficulty"]]) <= {0, 1, 2, 3}


@each_client
def test_attended_sessions_are_counted_in_order_and_each_has_a_note(client):
    rows = attended(client)
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row["note"]["material"]
        assert row["note"]["risk"]
        assert set(row["note"]["technique"]) == {"supportive", "exploratory", "directive"}
        assert all(0 <= weight <= 4 for weight in row["note"]["technique"].values())


@each_client
def test_missed_sessions_say_why_and_have_no_number(client):
    for row in sessions(client):
        if row.get("attendance") in (2, 3, 4, 7):
            assert row["reason"]
            assert "number" not in row


@each_client
def test_sessions_are_weekly_and_never_during_leave(client):
    days = [row["days_ago"] for row in sessions(client)]
    assert days == sorted(set(days), reverse=True)
    assert len({day % 7 for day in days}) <= 1
    assert not [day for day in days if on_leave(client["therapist"], day)]
    if days:
        assert days[0] == client["course"]["first_session_days_ago"]


@each_client
def test_a_course_comes_after_referral_assessment_allocation_and_consent(client):
    steps = ("referral", "assessment", "allocation", "consent")
    days = [client[step]["days_ago"] for step in steps if step in client]
    if "course" in client:
        days.append(client["course"]["first_session_days_ago"])
    assert days == sorted(days, reverse=True)


@each_client
def test_an_assessment_answers_every_criterion_once(client):
    if "assessment" in client:
        assert [row["key"] for row in client["assessment"]["criteria"]] == CRITERIA
        assert client["assessment"]["by"] in STAFF


@each_client
def test_the_plain_words_of_a_focus_are_at_most_five_sentences(client):
    for version in client.get("ipaf", []):
        assert len(sentences(version["plain"])) <= 5
        assert {affect["shown"] for affect in version["affects"]} == {True, False}


@each_client
def test_a_focus_reaches_the_client_only_after_it_was_said_in_a_session(client):
    attended_days = {row["days_ago"] for row in attended(client)}
    for version in client.get("ipaf", []):
        when = {state["state"]: state["days_ago"] for state in version["states"]}
        if "shared" in when:
            assert when["said"] in attended_days
            assert when["draft"] >= when["said"] >= when["shared"]


@each_client
def test_goals_and_letters_name_only_what_exists(client):
    numbers = {row["number"] for row in attended(client)}
    for goal in client.get("goals", []):
        assert {rating["session"] for rating in goal["ratings"]} <= numbers
    for version in client.get("letter", {}).get("versions", []):
        assert set(version) - {"version"} <= SECTIONS


@each_client
def test_episodes_are_told_of_people_on_the_map_and_coded_in_the_vocabulary(client):
    on_map = {person["key"] for one in client.get("maps", []) for person in one["people"]}
    numbers = {row["number"] for row in attended(client)}
    entries = {entry["days_ago"] for entry in client.get("diary", [])}
    for episode in client.get("episodes", []):
        assert ("new" in episode) or episode["who"] in on_map
        assert episode.get("session") in numbers or episode.get("diary_days_ago") in entries
        for slot, code in episode.get("codes", {}).items():
            assert not code or check_code(slot, code, vocabulary())


@each_client
def test_texts_name_no_month_that_could_be_the_wrong_one(client):
    assert not re.search(MONTHS, str(client))


def test_the_complete_course_has_a_whole_story_for_the_client():
    kola = CLIENTS["kola"]
    assert len(attended(kola)) == 16
    assert sorted(row["attendance"] for row in sessions(kola))[:2] == [2, 3]
    assert (len(kola["diary"]), len(kola["maps"]), len(kola["ipaf"])) == (15, 3, 3)
    assert [version["version"] for version in kola["letter"]["versions"]] == [1, 2]
    assert set(kola["letter"]["versions"][0]) - {"version"} == SECTIONS
    assert kola["letter"]["reply"]["text"]
    assert kola["keeping_well"]["to_myself"]


def test_courses_that_ended_tell_the_gp_how():
    codes = {key: c["discharge"]["end_code"] for key, c in CLIENTS.items() if "discharge" in c}
    assert codes == {"kola": 46, "darren": 47}
    kola = CLIENTS["kola"]
    assert kola["follow_up"]["days_ago"] < kola["discharge"]["days_ago"]


def test_the_complete_course_is_slow_gains_after_six_and_rises_a_little_at_fourteen():
    phq9 = {row["number"]: sum(row["phq9"]) for row in attended(CLIENTS["kola"])}
    assert phq9[1] - phq9[6] < phq9[6] - phq9[9]
    assert phq9[13] < phq9[14] < phq9[8]
    assert phq9[16] < phq9[13]
