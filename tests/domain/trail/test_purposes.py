"""Whatever lets somebody in also says what for."""

from betweenus.domain.access import TABLE, Act, Relation, Role
from betweenus.domain.trail import Purpose, purpose_of


def test_every_grant_of_the_table_has_a_purpose():
    without = {
        (act, role, relation)
        for act, grants in TABLE.items()
        for role, relation in grants
        if purpose_of(role, relation) is None
    }
    assert not without


def test_the_purpose_is_that_of_the_relation():
    assert purpose_of(Role.THERAPIST, Relation.OWN) is Purpose.CARE
    assert purpose_of(Role.SUPERVISOR, Relation.SUPERVISEE) is Purpose.SUPERVISION
    assert purpose_of(Role.THERAPIST, Relation.DEPUTY) is Purpose.STANDING_IN
    assert purpose_of(Role.ADMINISTRATOR, Relation.SERVICE) is Purpose.ARRANGING


def test_a_clinician_who_opens_a_record_in_an_emergency_arranges_nothing():
    let_in = {
        act
        for act, grants in TABLE.items()
        for role, relation in grants
        if relation is Relation.SERVICE and role in (Role.THERAPIST, Role.SUPERVISOR)
    }
    assert let_in == {Act.BREAK_GLASS}
    assert purpose_of(Role.THERAPIST, Relation.SERVICE) is Purpose.EMERGENCY


def test_whoever_holds_a_link_need_not_be_the_client():
    assert purpose_of(Role.LINK, Relation.SELF) is Purpose.BY_LINK
    assert purpose_of(Role.CLIENT, Relation.SELF) is Purpose.OWN_USE


def test_a_refused_try_had_no_purpose():
    assert purpose_of(None, None) is None
