"""The one permission table: act -> the roles and relations that may. Closed by default."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from betweenus.domain.access.acts import Act
from betweenus.domain.access.identity import Identity, Relation, Role

# A grant is a role, and for acts on a client the relation that role must have to the client.
# None as relation: the act is not about one client.
Grant = tuple[Role, Relation | None]

_OWN: tuple[Grant, ...] = ((Role.THERAPIST, Relation.OWN),)
_CARE: tuple[Grant, ...] = (*_OWN, (Role.SUPERVISOR, Relation.SUPERVISEE))
# Whoever stands in while a client's own clinician is away, or has not acted on a sign in time. They
# see the sign and how to reach the client, and nothing else of the record (decision 9).
_STAND_IN: tuple[Grant, ...] = (
    (Role.THERAPIST, Relation.DEPUTY),
    (Role.SUPERVISOR, Relation.DEPUTY),
    (Role.THERAPIST, Relation.DUTY),
    (Role.SUPERVISOR, Relation.DUTY),
)
# Whoever said that somebody is in danger now, for a few hours: what helps to keep them safe.
_EMERGENCY: tuple[Grant, ...] = (
    (Role.THERAPIST, Relation.EMERGENCY),
    (Role.SUPERVISOR, Relation.EMERGENCY),
)
_SELF: tuple[Grant, ...] = ((Role.CLIENT, Relation.SELF),)
_OFFICE: tuple[Grant, ...] = (
    (Role.LEAD, Relation.SERVICE),
    (Role.ADMINISTRATOR, Relation.SERVICE),
)
_WITH_AN_ACCOUNT: tuple[Grant, ...] = tuple(
    (role, None)
    for role in (Role.CLIENT, Role.THERAPIST, Role.SUPERVISOR, Role.LEAD, Role.ADMINISTRATOR)
)

TABLE: Mapping[Act, tuple[Grant, ...]] = MappingProxyType(
    {
        Act.REFER: (
            (Role.PUBLIC, None),
            (Role.CLIENT, None),
            (Role.THERAPIST, None),
            (Role.SUPERVISOR, None),
            (Role.LEAD, None),
            (Role.ADMINISTRATOR, None),
            (Role.SYSTEM, None),
        ),
        # A referral is read by whoever may have to assess it; the lead sees waits, not the words.
        Act.READ_REFERRAL: (*_CARE, *_EMERGENCY, (Role.THERAPIST, Relation.WAITING)),
        Act.CHANGE_CONTACT: (*_OWN, *_OFFICE),
        Act.SETTLE_DUPLICATE: (*_OWN, (Role.THERAPIST, Relation.WAITING), *_OFFICE),
        Act.READ_WAITING_LIST: (
            (Role.THERAPIST, None),
            (Role.SUPERVISOR, None),
            (Role.LEAD, None),
            (Role.ADMINISTRATOR, None),
        ),
        # Whoever assessed somebody may keep them or pass them on; nobody takes them from another.
        Act.ALLOCATE: (*_OFFICE, *_OWN, (Role.THERAPIST, Relation.WAITING)),
        Act.CLOSE_REFERRAL: (*_OFFICE, *_OWN, (Role.THERAPIST, Relation.WAITING)),
        Act.READ_SUITABILITY: (*_CARE, *_EMERGENCY),
        Act.ASSESS_SUITABILITY: _OWN,
        Act.READ_CASELOAD: ((Role.THERAPIST, None), (Role.SUPERVISOR, None)),
        Act.READ_CASE: (*_CARE, *_EMERGENCY),
        Act.OPEN_COURSE: _OWN,
        Act.BOOK_SESSION: (*_OWN, (Role.ADMINISTRATOR, Relation.SERVICE)),
        Act.RECORD_ATTENDANCE: _OWN,
        Act.RECORD_CONSENT: _OWN,
        Act.WITHDRAW_CONSENT: (*_OWN, *_SELF),
        Act.OVERRIDE_PHASE: _OWN,
        Act.END_COURSE: _OWN,
        Act.GET_CALENDAR: (*_OWN, *_SELF),
        Act.READ_NOTE: (*_CARE, *_EMERGENCY),
        Act.WRITE_NOTE: _OWN,
        Act.SIGN_NOTE: _OWN,
        Act.COUNTERSIGN_NOTE: ((Role.SUPERVISOR, Relation.SUPERVISEE),),
        Act.READ_TRANSCRIPT: _CARE,
        Act.ATTACH_TRANSCRIPT: _OWN,
        Act.READ_MAP: _CARE,
        Act.DRAW_MAP: _OWN,
        Act.READ_FOCUS: _CARE,
        Act.WRITE_FOCUS: _OWN,
        Act.MOVE_FOCUS: _OWN,
        Act.ANSWER_FOCUS: _SELF,
        Act.READ_GOALS: _CARE,
        Act.SET_GOALS: _OWN,
        Act.RATE_GOALS: (*_OWN, *_SELF),
        Act.REVIEW_MIDWAY: _OWN,
        Act.READ_EPISODES: _CARE,
        Act.CODE_EPISODES: _OWN,
        Act.READ_PATTERNS: _CARE,
        Act.READ_TRACKING: _CARE,
        Act.RATE_FOCUS: (*_OWN, *_SELF),
        Act.READ_LETTER: (*_CARE, *_SELF),
        Act.READ_LETTER_DRAFTS: _CARE,
        Act.WRITE_LETTER: _OWN,
        Act.SHARE_LETTER: _OWN,
        Act.REPLY_TO_LETTER: _SELF,
        Act.WRITE_KEEPING_WELL: (*_OWN, *_SELF),
        Act.READ_MEASURES: (*_CARE, *_EMERGENCY),
        # By itself the service asks what somebody thought of it.
        Act.ASK_MEASURES: (*_OWN, (Role.SYSTEM, None)),
        Act.ANSWER_MEASURES: (*_OWN, *_SELF),
        # All that a private link may do, in one line: its holder need not be the client.
        Act.ANSWER_BY_LINK: ((Role.LINK, Relation.SELF),),
        Act.REMIND: ((Role.SYSTEM, None),),
        Act.READ_RISK: (*_CARE, *_STAND_IN, *_EMERGENCY),
        Act.ACKNOWLEDGE_RISK: (*_CARE, *_STAND_IN, *_EMERGENCY),
        Act.ESCALATE_RISK: ((Role.SYSTEM, None),),
        # Any clinician, for any client, with a reason: told at once to those who answer for them.
        Act.BREAK_GLASS: (
            (Role.THERAPIST, Relation.SERVICE),
            (Role.SUPERVISOR, Relation.SERVICE),
        ),
        Act.REVIEW_EMERGENCY: ((Role.LEAD, None),),
        # One's own leave; the lead plans anybody's.
        Act.PLAN_ABSENCE: ((Role.THERAPIST, None), (Role.SUPERVISOR, None), (Role.LEAD, None)),
        Act.PLAN_DUTY: ((Role.LEAD, None),),
        # A client's own pages are services of their own; none of the acts above shows them a
        # therapist's page of the same thing.
        Act.READ_PORTAL: _SELF,
        Act.WRITE_DIARY: _SELF,
        Act.READ_DIARY: _OWN,
        Act.INVITE_CLIENT: (*_OWN, *_OFFICE),
        Act.ACCEPT_INVITATION: _SELF,
        Act.READ_OWN_TRAIL: _SELF,
        # Whoever is asked by word of mouth enters it; what is in the copy only its clinician sees.
        Act.ASK_COPY: _SELF,
        Act.ENTER_COPY_REQUEST: (*_OWN, *_OFFICE, (Role.SYSTEM, None)),
        Act.PREPARE_COPY: _OWN,
        Act.GIVE_COPY: (*_OWN, (Role.SYSTEM, None)),
        Act.READ_REQUESTS: ((Role.LEAD, None), (Role.THERAPIST, None), (Role.SUPERVISOR, None)),
        Act.ASK_CORRECTION: _SELF,
        Act.ANSWER_CORRECTION: _OWN,
        Act.READ_SUPERVISION: _CARE,
        Act.ASK_SUPERVISION: _OWN,
        Act.GIVE_SUPERVISION: ((Role.SUPERVISOR, Relation.SUPERVISEE),),
        # Closing a question and ticking an action off: by whichever of the two does it first.
        Act.SETTLE_SUPERVISION: _CARE,
        Act.READ_SERVICE_NUMBERS: ((Role.LEAD, None),),
        Act.MANAGE_ACCOUNTS: ((Role.LEAD, None), (Role.ADMINISTRATOR, None), (Role.SYSTEM, None)),
        Act.CHOOSE_PASSWORD: (
            (Role.THERAPIST, None),
            (Role.SUPERVISOR, None),
            (Role.LEAD, None),
            (Role.ADMINISTRATOR, None),
        ),
        Act.SIGN_IN: _WITH_AN_ACCOUNT,
        Act.CHANGE_SIGN_IN: _WITH_AN_ACCOUNT,
        # Of a colleague by those who look after accounts, of a client also by their therapist; of
        # oneself by nobody. The operator's command is for the last one who could be asked.
        Act.RESET_SECOND_FACTOR: (
            (Role.LEAD, None),
            (Role.ADMINISTRATOR, None),
            (Role.SYSTEM, None),
            *_OWN,
        ),
        Act.CHANGE_SERVICE: ((Role.LEAD, None), (Role.SYSTEM, None)),
        Act.IMPORT_CASELOAD: ((Role.SYSTEM, None),),
        Act.FORGET_DUE: ((Role.SYSTEM, None),),
        Act.ERASE_RECORDS: ((Role.LEAD, None),),
        Act.BACK_UP: ((Role.SYSTEM, None),),
        Act.RESTORE: ((Role.SYSTEM, None),),
        Act.ROTATE_KEYS: ((Role.SYSTEM, None),),
        Act.RUN_ROUNDS: ((Role.SYSTEM, None),),
        # For when the service cannot be reached. The office arranges sessions and rings people up:
        # when, whose and how to reach them, and nothing of how anybody is.
        Act.PRINT_FORMS: (
            (Role.THERAPIST, None),
            (Role.SUPERVISOR, None),
            (Role.LEAD, None),
            (Role.ADMINISTRATOR, None),
            (Role.SYSTEM, None),
        ),
        Act.PRINT_SESSIONS: (
            (Role.LEAD, None),
            (Role.ADMINISTRATOR, None),
            (Role.SYSTEM, None),
        ),
        # Who read what and when, without a word of it (decision 17).
        Act.READ_TRAIL: ((Role.LEAD, None), (Role.SYSTEM, None)),
        Act.REVIEW_READING: ((Role.LEAD, None),),
    }
)

_WHO = {
    Relation.SELF: "the client themselves",
    Relation.OWN: "the therapist responsible for this client",
    Relation.SUPERVISEE: "the supervisor of this client's therapist",
    Relation.DEPUTY: "the deputy of this client's therapist, while they are on leave",
    Relation.DUTY: "the duty clinician, once a risk sign has escalated",
    Relation.EMERGENCY: "a clinician who opened the record in an emergency, for a few hours",
    Relation.WAITING: "a therapist, while nobody is responsible yet",
    Relation.SERVICE: "the service's office",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """May they, and why; the same value draws a button and guards the act."""

    allowed: bool
    reason: str
    role: Role | None = None
    relation: Relation | None = None

    def __bool__(self) -> bool:
        return self.allowed


def decide(act: Act, by: Identity, relations: Set[Relation] = frozenset()) -> Decision:
    """Whether ``by`` may do ``act``, standing in ``relations`` to the client it is about.

    An act without a row in the table is refused.
    """
    for role, relation in TABLE.get(act, ()):
        if by.has(role) and (relation is None or relation in relations):
            return Decision(True, f"{role} may {act}", role, relation)
    return Decision(False, _why_not(act))


def _why_not(act: Act) -> str:
    grants = TABLE.get(act, ())
    if not grants:
        return f"Nobody may do this ({act})."
    who = dict.fromkeys(_WHO[relation] if relation else f"a {role}" for role, relation in grants)
    return f"Only {' or '.join(who)} may do this ({act})."
