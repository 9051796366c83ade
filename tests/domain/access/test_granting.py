"""Giving and taking roles: a service stays led, and nobody promotes themselves."""

from uuid import uuid4

import pytest

from betweenus.domain.access import Identity, Role
from betweenus.domain.access.granting import STAFF_ROLES, check_roles
from betweenus.domain.access.identity import ROLE_WORDS, system
from betweenus.domain.refusals import Refusal

LEAD = Identity(uuid4(), "Ada", frozenset({Role.LEAD}))
OFFICE = Identity(uuid4(), "Carl", frozenset({Role.ADMINISTRATOR}))
SOMEBODY = uuid4()


def allowed(by, account, before, after, *, other_leads=0) -> bool:
    try:
        check_roles(by, account, set(before), set(after), other_leads=other_leads)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_lead_gives_every_role(role):
    assert allowed(LEAD, SOMEBODY, (), (role,))


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_an_administrator_gives_every_other_role_to_others(role):
    assert allowed(OFFICE, SOMEBODY, (), (role,))
    assert not allowed(OFFICE, SOMEBODY, (), (role, Role.LEAD))


def test_an_administrator_gives_themselves_none_and_may_give_one_up():
    both = {Role.ADMINISTRATOR, Role.THERAPIST}
    assert not allowed(OFFICE, OFFICE.account_id, {Role.ADMINISTRATOR}, both)
    assert allowed(OFFICE, OFFICE.account_id, both, {Role.ADMINISTRATOR})


def test_the_last_lead_stays():
    assert not allowed(LEAD, LEAD.account_id, {Role.LEAD}, {Role.THERAPIST})
    assert not allowed(system("test"), SOMEBODY, {Role.LEAD}, {Role.THERAPIST})
    assert allowed(LEAD, LEAD.account_id, {Role.LEAD}, {Role.THERAPIST}, other_leads=1)


@pytest.mark.parametrize("roles", [(), (Role.CLIENT,), (Role.THERAPIST, Role.PUBLIC)])
def test_only_roles_of_people_who_work_here(roles):
    assert not allowed(LEAD, SOMEBODY, (), roles)


def test_every_staff_role_has_its_sentence():
    assert set(STAFF_ROLES) <= set(ROLE_WORDS)
