"""Every act is in the permission table, every role has its sentence, every address its guard."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from betweenus.domain.access import TABLE, Act, Relation, Role
from betweenus.domain.access.identity import ROLE_WORDS
from betweenus.web.navigation import PLACES

# Where pages for somebody who is not signed in may stand; a public page elsewhere is a mistake.
PUBLIC_PLACES = (
    "betweenus.web.public.",
    "betweenus.web.account.",
    "allauth.account.",
    "allauth.mfa.",
)
SAMPLE = {
    "uuid": "6f2b3f0e-5f0e-4f0e-8f0e-000000000000",
    "int": "1",
    "slug": "a",
    "str": "a",
    "path": "a",
}


def test_every_act_has_a_row():
    assert set(TABLE) == set(Act)


def test_every_act_is_granted_to_somebody():
    assert all(TABLE.values())


def test_grants_name_roles_and_relations():
    for grants in TABLE.values():
        for role, relation in grants:
            assert role in Role
            assert relation is None or relation in Relation


def test_a_client_is_granted_nothing_about_others():
    about_others = [
        act
        for act, grants in TABLE.items()
        for role, relation in grants
        if role == Role.CLIENT and relation not in (None, Relation.SELF)
    ]
    assert not about_others


def test_every_role_has_a_sentence():
    assert set(ROLE_WORDS) == set(Role)
    assert all(words.endswith(".") for words in ROLE_WORDS.values())


def _routes(patterns=None, prefix="/"):
    for one in patterns or get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            yield prefix, one
        else:
            yield from _routes(one.url_patterns, prefix + str(one.pattern))


def _address(prefix: str, route: URLPattern) -> str:
    converters = route.pattern.converters
    path = prefix + str(route.pattern)
    for name, converter in converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            path = path.replace(written, SAMPLE[kind])
    return path


def _is_public(route: URLPattern) -> bool:
    return not getattr(route.callback, "login_required", True)


def test_public_pages_stand_where_public_pages_belong():
    elsewhere = [
        route.callback.__module__ + "." + str(route.name)
        for _, route in _routes()
        if _is_public(route) and not f"{route.callback.__module__}.".startswith(PUBLIC_PLACES)
    ]
    assert not elsewhere


def test_every_address_of_ours_has_a_name():
    assert not [prefix + str(route.pattern) for prefix, route in _routes() if not route.name]


def test_names_of_addresses_are_unique():
    names = [route.name for _, route in _routes()]
    assert len(names) == len(set(names))


PRIVATE = [
    pytest.param(_address(prefix, route), id=str(route.name))
    for prefix, route in _routes()
    if not _is_public(route) and not route.callback.__module__.startswith("allauth.")
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PRIVATE)
def test_every_other_address_asks_for_signing_in(client, address):
    read = client.get(address)
    assert read.status_code == 302, address
    assert read["Location"].startswith("/account/login/"), read["Location"]
    # What was typed is held and given back, so a form is answered by a page and not sent away.
    assert client.post(address, {"words": "typed"}).status_code == 401, address


def test_the_main_navigation_leads_somewhere():
    assert all(reverse(place.route) for place in PLACES)
