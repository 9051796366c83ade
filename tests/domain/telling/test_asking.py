"""Who of a transcript is the client."""

from betweenus.domain.telling import Said, who_is_client, with_client


def said(*turns):
    return [Said(speaker, text) for speaker, text in turns]


def test_names_of_the_record_tell():
    turns = said(("Dr Ade Obi", "Hello."), ("Maria", "Hello."))
    assert who_is_client(turns, client=["Maria Lopez"], therapist="Ade Obi") == {
        "Dr Ade Obi": False,
        "Maria": True,
    }


def test_one_name_known_leaves_the_other():
    turns = said(("Speaker 1", "Hello."), ("Maria", "Hello."))
    assert who_is_client(turns, client=["Maria Lopez"]) == {"Speaker 1": False, "Maria": True}


def test_what_speakers_are_called_tells():
    assert who_is_client(said(("T", "x"), ("C", "y"))) == {"T": False, "C": True}
    assert who_is_client(said(("Therapist", "x"), ("Patient", "y"))) == {
        "Therapist": False,
        "Patient": True,
    }


def test_otherwise_the_one_who_asks_and_says_you_is_the_therapist():
    turns = said(
        ("Speaker 1", "How was it for you?"),
        ("Speaker 2", "I was tired and I went home."),
        ("Speaker 1", "You sound sad. What did you do?"),
        ("Speaker 2", "I rang my mum."),
    )
    assert who_is_client(turns) == {"Speaker 1": False, "Speaker 2": True}


def test_nobody_is_told_apart_by_too_little():
    assert who_is_client(said(("Speaker 1", "Hello."), ("Speaker 2", "Hello."))) == {
        "Speaker 1": None,
        "Speaker 2": None,
    }
    assert with_client(said(("", "All in one.")))[0].client is None


def test_a_name_both_share_tells_nothing():
    turns = said(("Sam", "Hm."), ("Alex", "Hm."))
    both = who_is_client(turns, client=["Sam Hill"], therapist="Sam Reid")
    assert both == {"Sam": None, "Alex": None}
