"""Told words to find episodes in: a session, a diary entry, and who is on the client's map."""

from betweenus.services import suggesting, transcripts

SESSION = """
Rosa: Good to see you. How has the week been?
Tom: Not great. I sleep badly and I am tired all day, really.
Rosa: Tired all day.
Tom: Yes. Work is busy, it always is at this time of year.
Rosa: Go on.
Tom: On Saturday Dad rang me and said I was too busy for him. I just went quiet and hung up.
Rosa: You went quiet.
Tom: I felt so small. I said nothing at all.
Rosa: What was it like?
Tom: The weather was awful, so we stayed in.
Rosa: Mm.
Tom: I usually watch football in the evening.
Rosa: And before that?
Tom: When I was nine Mum told me to stop crying, and she walked out. I hid in my room.
Rosa: You hid.
Tom: I like my room, it has a big window.
Rosa: Tell me more.
Tom: Last week Priya asked me to do her shift and I said yes. I was furious and smiled at her.
Rosa: You smiled.
Tom: There is a lot of traffic these days.
"""
MAP = [
    {"name": "Dad", "relation": "father", "closeness": 2},
    {"name": "Mum", "relation": "mother", "closeness": 4},
]
MOMENT = {
    "who": "My dad",
    "what_happened": "He rang; I hung up.",
    "wanted": "For him to ask how I am.",
    "they_did": "He said I was too busy for him.",
    "felt": "Ashamed.",
    "thought_self": "I am a bad son.",
    "did": "I went quiet.",
}


def attached(by, course, words, name="session.txt"):
    row = course.appointments.filter(attendance="5").order_by("-starts_at").first()
    made = transcripts.attach(by=by, appointment_id=row.pk, file_name=name, content=words.encode())
    return ("transcript", made.pk)


def looked(rosa, source, **options):
    return suggesting.passages(by=rosa, source=source, **options)


def kept(rosa, source, one, **changed):
    words = {
        "who": one.who, "new_person": one.new_person, "where": one.where,
        "happened": one.happened, "story": one.story,
    }  # fmt: skip
    return suggesting.keep(
        by=rosa, source=source, first=one.first, last=one.last, **(words | changed)
    )
