"""The error a person is meant to read: what happened and what to do next."""


class Refusal(Exception):
    """Something cannot be done; ``what`` says why, ``todo`` what to do next.

    ``field`` names the form field it belongs to, where there is one. Faces translate a refusal
    once (web: a 422 page with the sentences; cli: one line and an exit code).
    """

    def __init__(self, what: str, todo: str = "", *, field: str | None = None) -> None:
        self.what = what
        self.todo = todo
        self.field = field
        super().__init__(f"{what} {todo}".strip())


class NotAllowed(Refusal):
    """The permission table does not let this person do this act."""


class NotFound(Refusal):
    """There is no such thing, or not one this person may know of."""


class NotNow(NotFound):
    """It is this person's own, and it is not there yet or no longer; they may be told so."""


class Conflict(Refusal):
    """Somebody saved something newer in between; nothing was overwritten."""
