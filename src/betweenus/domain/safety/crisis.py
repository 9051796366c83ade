"""What a client is told at once when an answer is a sign of risk, and on every page about help."""

# Used only until the service writes its own. Numbers as in the clinical reference, 4.4.
DEFAULT_CRISIS_TEXT = (
    "If you are in danger now, or think you may hurt yourself, call 999.\n"
    "If you need help urgently and it is not an emergency, call 111.\n"
    "If you want to talk to somebody, call Samaritans on 116 123."
)

# Said whatever the service writes: nobody may believe that somebody is reading.
NOT_READ_LIVE = (
    "Nobody reads your answers as you give them. If you need help now, please do not wait for us:"
    " use the numbers here."
)


def crisis_text(own: str | None) -> str:
    """The service's own words for help in a crisis, or the default while it has none."""
    return own.strip() if own and own.strip() else DEFAULT_CRISIS_TEXT
