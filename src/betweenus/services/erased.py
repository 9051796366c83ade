"""What was erased: when and by whom. Whose it was is not known any more, and must not be."""

from dataclasses import dataclass
from datetime import datetime

from betweenus.domain.access import Act, Identity
from betweenus.records.events import Event
from betweenus.services.acting import acting

MOST = 50  # the newest; all of them are on the trail


@dataclass(frozen=True, slots=True)
class Erased:
    """One record that was erased."""

    by: str
    at: datetime
    rows: int


def read(*, by: Identity) -> tuple[Erased, ...]:
    """The records erased so far, the newest first."""
    with acting(by=by, act=Act.ERASE_RECORDS, about="what was erased") as deed:
        deed.detail["read"] = True
        rows = Event.objects.filter(act=Act.ERASE_RECORDS, done=True, detail__erased=True)
        told = rows.order_by("-id").values_list("account_name", "at", "detail")[:MOST]
        return tuple(Erased(name, at, detail.get("rows", 0)) for name, at, detail in told)
