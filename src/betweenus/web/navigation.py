"""Which main pages a person is offered, by what they are in the service."""

from dataclasses import dataclass
from functools import cache, lru_cache

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
    places = _offered(actor.roles)
    present = max(places, key=lambda place: _closeness(place, path), default=None)
    return [
        {
            "text": place.words,
            "href": address(place.route),
            "active": place is present and _closeness(place, path) > 0,
        }
        for place in places
    ]


@lru_cache(maxsize=64)
def _offered(roles: frozenset[Role]) -> tuple[Place, ...]:
    """The places of somebody with these roles, each once."""
    return tuple({place.route: place for place in PLACES if place.role in roles}.values())


def _closeness(place: Place, path: str) -> int:
    """How much of an address an entry accounts for; 0 when it does not lead there."""
    return max((len(start) for start in _starts(place) if path.startswith(start)), default=0)


@cache
def _starts(place: Place) -> tuple[str, ...]:
    return tuple(address(route) for route in (place.route, *place.holds))


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
