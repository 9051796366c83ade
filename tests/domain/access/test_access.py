"""Who may do what: the table is closed, and says why not."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betweenus.domain.access import TABLE, Act, Identity, Relation, Role, decide
from betweenus.domain.access.identity import PUBLIC, ROLE_WORDS, system

NARRATIVE = (
    Act.READ_NOTE,
    Act.WRITE_NOTE,
    Act.READ_MAP,
    Act.READ_FOCUS,
    Act.READ_LETTER,
    Act.READ_TRANSCRIPT,
    Act.READ_SUITABILITY,
    Act.READ_SUPERVISION,
    Act.READ_DIARY,
    Act.READ_MEASURES,
)


def who(*roles: Role) -> Identity:
    return Identity(uuid4(), "Somebody", frozenset(roles))


@given(
    st.sampled_from(list(Act)),
    st.frozensets(st.sampled_from(list(Role)), min_size=1),
    st.frozensets(st.sampled_from(list(Relation))),
)
def test_only_a_row_of_the_table_allows(act, roles, relations):
    expected = any(
        role in roles and (relation is None or relation in relations)
        for role, relation in TABLE.get(act, ())
    )
    assert decide(act, who(*roles), relations).allowed is expected


@pytest.mark.parametrize("act", NARRATIVE)
@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMINISTRATOR, Role.PUBLIC, Role.SYSTEM])
def test_nobody_of_the_office_reads_narrative_whatever_their_relation(act, role):
    assert not decide(act, who(role), frozenset(Relation) - {Relation.SELF})


@pytest.mark.parametrize("act", NARRATIVE)
def test_a_therapist_reads_only_their_own_clients(act):
    assert decide(act, who(Role.THERAPIST), {Relation.OWN})
    assert not decide(act, who(Role.THERAPIST), {Relation.SERVICE})


def test_a_supervisor_reads_a_supervisees_note_and_does_not_write_it():
    supervisor = who(Role.SUPERVISOR)
    assert decide(Act.READ_NOTE, supervisor, {Relation.SUPERVISEE})
    assert not decide(Act.WRITE_NOTE, supervisor, {Relation.SUPERVISEE})
    assert not decide(Act.READ_NOTE, supervisor, {Relation.SERVICE})


def test_a_client_reaches_nothing_of_another_and_no_note_of_their_own():
    client = who(Role.CLIENT)
    assert decide(Act.READ_PORTAL, client, {Relation.SELF})
    assert not decide(Act.READ_PORTAL, client)
    assert not decide(Act.READ_NOTE, client, {Relation.SELF})


def test_a_refusal_says_who_may():
    reason = decide(Act.READ_NOTE, who(Role.LEAD), {Relation.SERVICE}).reason
    assert "therapist responsible for this client" in reason


def test_every_role_has_a_sentence_a_lead_can_read():
    assert set(ROLE_WORDS) == set(Role)


def test_nobody_acts_as_nobody():
    with pytest.raises(AssertionError):
        Identity(None, "", frozenset({Role.PUBLIC}))
    with pytest.raises(AssertionError):
        Identity(None, "Somebody", frozenset())
    assert PUBLIC.name
    assert system("a test").roles == {Role.SYSTEM}
