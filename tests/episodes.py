"""Told and coded episodes for tests, written and coded through services as a therapist does.

told(rosa, course, "Mum", "I asked …", self_view="bad_burden")   one episode
burden(rosa, course)                                            a pattern in 10 of 14
"""

from uuid import UUID

from betweenus.records.course import Course
from betweenus.services import episode_coding, episode_writing
from betweenus.services.episode_coding import Choice
from tests.worlds import Staff

BURDEN = {
    "wish": "be_cared_for",
    "response_of_other": "ignores",
    "self_view": "bad_burden",
    "other_view": "indifferent",
    "affect_shown": "shame",
    "defence": "withdraw",
}
"""The pattern that ``burden`` tells: asking for nothing, so as not to be too much."""


def told(
    who: Staff,
    course: Course,
    person: str,
    story: str,
    *,
    where: str = "",
    diary_entry_id: UUID | None = None,
    **codes: str,
) -> UUID:
    """One episode about ``person``, who is put on the map if need be, with these codes."""
    here = {"who": "therapist"} if person == "therapist" else {"new_person": person}
    made = episode_writing.write(
        by=who.acts,
        course_id=course.pk,
        where=where,
        story=story,
        diary_entry_id=diary_entry_id,
        **here,
    )
    if codes:
        chosen = {slot: Choice(code) for slot, code in codes.items()}
        episode_coding.code(by=who.acts, episode_id=made, chosen=chosen, seen_decisions=0)
    return made


def burden(who: Staff, course: Course) -> list[UUID]:
    """Fourteen episodes about six people; ten of them, with five, hold the pattern."""
    rows = (
        ("Mum", "I asked Mum to look at my form. She kept washing up. I felt a nuisance.", {}),
        ("Mum", "She talked about my brother all evening. I said nothing.", {"wish": "be_valued"}),
        ("Mum", "I rang and she said she was busy. I put the phone down, ashamed.", {}),
        ("Sam", "Sam looked at his phone while I talked. I went upstairs.", {}),
        ("Sam", "I did not tell Sam about the test. He has enough on.", {"affect_shown": "guilt"}),
        ("Boss", "I needed a day off and did not ask. She would have sighed.", {}),
        ("Boss", "She walked past me to Ann. I felt in the way.", {"other_view": "critical"}),
        ("Jo", "Jo never asked how it went. I made tea and left.", {}),
        ("Jo", "I wanted to tell Jo about the letter and let it be.", {}),
        ("therapist", "You looked at the clock and I thought I had gone on too long.", {}),
    )
    made = [told(who, course, person, story, **(BURDEN | other)) for person, story, other in rows]
    others = (
        ("Sam", "He brought me soup when I was ill, and stayed.", "warm", "worthy", "warmth"),
        ("Jo", "Jo laughed at my coat and I laughed back.", "criticises", "worthy", "anger"),
        ("Ann", "Ann shouted at me in the lift. I told her to stop.", "attacks", "worthy", "anger"),
        ("Ann", "She took my idea and said it was hers.", "exploits", "inadequate", "anger"),
    )
    for person, story, did, self_view, affect in others:
        made.append(
            told(
                who,
                course,
                person,
                story,
                wish="have_say",
                response_of_other=did,
                self_view=self_view,
                other_view="caring" if did == "warm" else "hostile",
                affect_shown=affect,
                defence="speak_openly",
            )
        )
    return made
