"""The ways in: every address from the URL configuration, and everybody who may try it."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from betweenus.domain.access import Act, Identity, Relation, decide
from betweenus.services import acting
from tests.attack.guards import BY_LINK, GUARDS, SIGNED_IN, Guard
from tests.attack.world import World, browser_of

# Parts of addresses that are no ids of anybody's.
WORDS = {
    "slug": "about-you",
    "measure": "gad-7",
    "purpose": "recording",
    "number": 1,
    "kind": "transcript",
    "first": 0,
    "last": 0,
    "before": 1,
    "after": 2,
    "uidb36": "a",
    "key": "b",
    "pk": 1,
    "session_id": 1,
}
STAFF = ("rosa", "hugo", "miriam", "ada", "carl")
CLIENTS = ("tom", "zoe")
NOT_SIGNED_IN = ("nobody", "link")
EVERYBODY = (*STAFF, *CLIENTS, *NOT_SIGNED_IN)


def routes(patterns: Any = None) -> Iterator[URLPattern]:
    """Every address there is, those below others included."""
    for one in patterns or get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from routes(one.url_patterns)


ROUTES = {route.name: route for route in routes()}


def parts(route: URLPattern) -> list[str]:
    """What an address has to be filled in with."""
    return list(route.pattern.regex.groupindex)


def address(route: URLPattern, ids: dict[str, Any]) -> str:
    """An address filled in; a part that is neither an id nor a known word is a fault here."""
    known = WORDS | ids
    if route.name == "questionnaire_done":
        known["request_id"] = ids.get("done_request_id", ids["request_id"])
    missing = [name for name in parts(route) if name not in known]
    assert not missing, f"{route.name}: say in tests/attack/ways.py or world.py what {missing} is"
    return reverse(route.name, kwargs={name: known[name] for name in parts(route)})


@dataclass
class Attackers:
    """Everybody, each with a browser in which they have signed in, or opened Tom's link."""

    world: World

    def __post_init__(self) -> None:
        clinic = self.world.clinic
        self.identities: dict[str, Identity] = {
            name: getattr(clinic, name).acts for name in STAFF
        } | {"tom": self.world.tom.acts, "zoe": self.world.zoe.acts}
        accounts = {name: getattr(clinic, name).account for name in STAFF} | {
            "tom": self.world.tom.account,
            "zoe": self.world.zoe.account,
        }
        self.jars = {name: _cookies(browser_of(account)) for name, account in accounts.items()}
        self.jars["nobody"] = {}
        holder = browser_of(None)
        holder.get(self.world.link)
        self.jars["link"] = _cookies(holder)

    def send(
        self, who: str, method: str, path: str, data: Any = MappingProxyType({})
    ) -> HttpResponse:
        """One request from somebody's browser; what it does to the browser is forgotten."""
        client = Client(raise_request_exception=False)
        for name, value in self.jars[who].items():
            client.cookies[name] = value
        if method != "POST":
            return getattr(client, method.lower())(path)
        filled = {name: value() if callable(value) else value for name, value in data.items()}
        return client.post(path, filled)

    def may(self, who: str, asked: tuple[Act, ...] | str, person: UUID | None) -> bool:
        """Whether the permission table lets them do all that is asked, to this client."""
        if asked == SIGNED_IN:
            return who not in NOT_SIGNED_IN
        if asked == BY_LINK:
            return who == "link"
        if isinstance(asked, str):
            return True
        if who in NOT_SIGNED_IN:
            return False
        by = self.identities[who]
        standing = acting.relations(by, person) if person else frozenset[Relation]()
        return all(decide(act, by, standing) for act in asked)


def _cookies(client: Client) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client.cookies.items()}


def guard(name: str) -> Guard:
    """What an address asks for."""
    assert name in GUARDS, (
        f"The address {name!r} is new. Say in tests/attack/guards.py which acts it asks for."
    )
    return GUARDS[name]


def owner(route: URLPattern, who: str, world: World) -> UUID | None:
    """Whose record a request to Tom's address is about: on an own page, that of whoever comes."""
    if any(name in world.tom.ids for name in parts(route) if name not in WORDS):
        return world.tom.person_id
    if who in CLIENTS:
        return getattr(world, who).person_id
    return None
