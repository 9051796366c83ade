"""The answers a referral form offers, by the key that is stored and the words people read [own]."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "self": "Referred themselves",
        "gp": "GP or other clinician, by letter",
        "staff": "Taken down by our staff",
        "import": "Brought over from another system",
    }
)

PRESENTING: Mapping[str, str] = MappingProxyType(
    {
        "low_mood": "Low mood",
        "loss_of_interest": "Loss of interest or pleasure",
        "worry": "Worry",
        "panic": "Panic or sudden fear",
        "rumination": "Going over things again and again",
        "poor_sleep": "Poor sleep",
        "tiredness": "Tiredness",
        "irritability": "Being irritable or angry",
        "loneliness": "Loneliness",
        "bereavement": "A death or another loss",
        "relationship": "Trouble in a relationship, or its end",
        "low_confidence": "Thinking badly of myself",
        "work": "Trouble at work or with studies",
        "body": "Pains or health worries",
    }
)

PREFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "dit": "Talking about my feelings and my relationships, to understand what goes wrong",
        "cbt": "Practical exercises to change how I think and what I do (CBT)",
        "other": "Another kind of therapy",
        "unsure": "I do not know yet",
    }
)

PREVIOUS_THERAPIES: Mapping[str, str] = MappingProxyType(
    {
        "cbt_had": "I have had CBT",
        "cbt_declined": "I was offered CBT and said no",
        "counselling": "I have had counselling",
        "psychodynamic": "I have had psychodynamic or psychoanalytic therapy",
        "other": "I have had another kind of therapy",
        "now": "I am seeing a therapist or counsellor now",
        "none": "I have never had therapy",
    }
)

CONTACT_BY: Mapping[str, str] = MappingProxyType(
    {
        "email": "Email",
        "text": "Text message",
        "phone": "Phone call",
        "letter": "Letter",
    }
)


def words_for(keys: Iterable[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """What stored keys say; what an import kept in other words is shown as it is."""
    return tuple(words.get(key, key) for key in keys)
