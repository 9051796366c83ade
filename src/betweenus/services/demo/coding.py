"""Episodes of the demo: written down after the session that told them, and coded there and then."""

from datetime import datetime, timedelta
from typing import Any

from betweenus.services import episodes
from betweenus.services.demo.meeting import ends_at
from betweenus.services.demo.telling import Told
from betweenus.services.episode_coding import Choice

LATER = timedelta(minutes=30)  # after the note is signed and the map drawn


def tell_episodes(told: Told) -> None:
    """Every episode of a story."""
    story = told.story
    # Nobody is named before there is a map to name them on.
    mapped = min((one["session"] for one in story.get("maps", ())), default=1)
    for number, episode in enumerate(story.get("episodes", ())):
        moment = _moment(told, episode, mapped) + timedelta(minutes=number)
        told.then(moment, lambda e=episode: _tell(told, e))


def _moment(told: Told, episode: dict[str, Any], mapped: int) -> datetime:
    """After the session it was told in; after the diary was read, where it was told there."""
    held = [row for row in told.story["sessions"] if "number" in row]
    if "session" in episode:
        wanted = max(episode["session"], mapped)
        row = next(row for row in held if row["number"] == wanted)
    else:
        row = next(row for row in held if row["days_ago"] < episode["diary_days_ago"])
    return ends_at(told, row["days_ago"]) + LATER


def _tell(told: Told, episode: dict[str, Any]) -> None:
    written = episodes.write(
        by=told.therapist,
        course_id=told.course,
        who=episode.get("who", ""),
        new_person=episode.get("new", ""),
        where=episode.get("where", ""),
        happened=episode["happened"],
        story=episode["story"],
        **_told_in(told, episode),
    )
    if codes := episode.get("codes"):
        episodes.code(
            by=told.therapist,
            episode_id=written,
            chosen={slot: Choice(code) for slot, code in codes.items()},
            seen_decisions=0,
        )


def _told_in(told: Told, episode: dict[str, Any]) -> dict[str, Any]:
    if "session" not in episode:
        return {"diary_entry_id": told.made["diary", episode["diary_days_ago"]].pk}
    ago = next(
        row["days_ago"] for row in told.story["sessions"] if row.get("number") == episode["session"]
    )
    return {"appointment_id": told.appointments[ago].pk}
