"""Which main pages a person is offered, by what they are in the service."""

from dataclasses import dataclass

from betweenus.domain.access import Identity, Role
from betweenus.web.addresses import address


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation; ``holds`` are routes elsewhere it leads to."""

    words: str
    route: str
    role: Role
    holds: tuple[str, ...] = ()


PLACES = (
    Place("Today", "caseload", Role.THERAPIST),
    Place("Waiting", "waiting", Role.THERAPIST),
    Place("Questionnaires", "measures_due", Role.THERAPIST),
    Place("Supervision", "supervision", Role.SUPERVISOR),
    Place("Risk signs", "risks", Role.THERAPIST, ("break_glass",)),
    Place("Risk signs", "risks", Role.SUPERVISOR, ("break_glass",)),
    Place("Requests", "record_requests", Role.THERAPIST),
    Place("Waiting", "waiting", Role.LEAD),
    Place("Service", "service", Role.LEAD),
    Place("Waiting", "waiting", Role.ADMINISTRATOR),
    Place(
        "Safety", "service_safety", Role.LEAD, ("duty", "absences", "service_trail", "emergencies")
    ),
    Place("People", "accounts", Role.ADMINISTRATOR),
    Place("People", "accounts", Role.LEAD),
    Place("Settings", "service_settings", Role.LEAD),
    Place("Protocol", "protocol_settings", Role.LEAD),
    Place("Thresholds", "thresholds", Role.LEAD),
    Place("My therapy", "portal", Role.CLIENT),
    Place("Diary", "diary", Role.CLIENT),
    Place("Questionnaires", "questionnaires", Role.CLIENT),
    Place("Letters", "my_letters", Role.CLIENT),
)


def navigation(actor: Identity | None, path: str) -> list[dict[str, object]]:
    """The entries for this person, the present one marked; empty for somebody not signed in."""
    if actor is None:
        return []
    places = {place.route: place for place in PLACES if actor.has(place.role)}
    found = {route: _closeness(place, path) for route, place in places.items()}
    present = max(found, key=found.__getitem__, default="")
    return [
        {
            "text": place.words,
            "href": address(route),
            "active": route == present and found[route] > 0,
        }
        for route, place in places.items()
    ]


def _closeness(place: Place, path: str) -> int:
    """How much of an address an entry accounts for; 0 when it does not lead there."""
    starts = (address(route) for route in (place.route, *place.holds))
    return max((len(start) for start in starts if path.startswith(start)), default=0)


def home_route(actor: Identity) -> str:
    """Where somebody starts after signing in."""
    for role, route in (
        (Role.CLIENT, "portal"),
        (Role.THERAPIST, "caseload"),
        (Role.SUPERVISOR, "supervision"),
        (Role.LEAD, "service"),
        (Role.ADMINISTRATOR, "accounts"),
    ):
        if actor.has(role):
            return route
    return "front"
