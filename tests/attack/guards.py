"""What each address asks of whoever comes: the acts that a reading and a posting there are.

A new address fails the attacks until it stands here. The acts say who may, by the permission table;
nothing here grants anything. ``own`` is a client's own page or a public one: what it shows is that
of whoever is signed in, so there is no address of somebody else's.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from betweenus.domain.access import Act
from tests.attack.world import VTT


@dataclass(frozen=True, slots=True)
class Guard:
    """The acts of one address. None: this method is not offered there."""

    read: tuple[Act, ...] | str | None = None
    write: tuple[Act, ...] | str | None = None
    # What is posted, so that the act is reached and not only the form's first complaint.
    sends: dict[str, Any] = field(default_factory=dict)
    # Who of those the table lets may not here all the same, and why.
    but_not: frozenset[str] = frozenset()
    why_not: str = ""
    # What is sent names a thing of a page that may be gone: its not being there is an answer.
    may_be_gone: bool = False

    def of(self, method: str) -> tuple[Act, ...] | str | None:
        """What a method asks for."""
        return self.write if method == "POST" else self.read


ANYBODY = "anybody"  # a public page: says nothing of anybody
SIGNED_IN = "signed in"  # for whoever has an account; says nothing of anybody else
BY_LINK = "by link"  # for the holder of the private link it is about


def reads(*acts: Act) -> Guard:
    """A page to look at, or a file to take away."""
    return Guard(read=acts)


def writes(*acts: Act, **sends: Any) -> Guard:
    """An address that only takes forms."""
    return Guard(write=acts, sends=sends)


def form(read: Act, write: Act, **sends: Any) -> Guard:
    """A page with a form that is sent to the same address."""
    return Guard(read=(read,), write=(write,), sends=sends)


def _public(*, posts: bool = False, **sends: Any) -> Guard:
    return Guard(read=ANYBODY, write=ANYBODY if posts else None, sends=sends)


def _link(read: bool, write: bool, **sends: Any) -> Guard:
    return Guard(read=BY_LINK if read else None, write=BY_LINK if write else None, sends=sends)


def _vtt() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.vtt", VTT)


_DAY = {"_0": "9", "_1": "2", "_2": "2026"}


def _days(*names: str) -> dict[str, str]:
    return {f"{name}{part}": value for name in names for part, value in _DAY.items()}


GUARDS: dict[str, Guard] = {
    # signing in and out
    "account_login": _public(posts=True),
    "account_logout": _public(posts=True),
    "account_inactive": _public(),
    "account_signup": _public(posts=True),
    "account_reauthenticate": Guard(SIGNED_IN, SIGNED_IN),
    "account_change_password": Guard(SIGNED_IN, SIGNED_IN),
    "account_set_password": Guard(SIGNED_IN, SIGNED_IN),
    "account_reset_password": _public(posts=True),
    "account_reset_password_done": _public(),
    "account_reset_password_from_key": _public(posts=True),
    "account_reset_password_from_key_done": _public(),
    "sign_in_again": Guard(write=ANYBODY),
    "mfa_index": Guard(read=SIGNED_IN),
    "mfa_authenticate": _public(posts=True),
    "mfa_reauthenticate": Guard(SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate_webauthn": Guard(SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": Guard(SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Guard(SIGNED_IN, SIGNED_IN, may_be_gone=True),
    "mfa_add_webauthn": Guard(SIGNED_IN, SIGNED_IN),
    "mfa_remove_webauthn": Guard(SIGNED_IN, SIGNED_IN, may_be_gone=True),
    "mfa_view_recovery_codes": Guard(read=SIGNED_IN, may_be_gone=True),
    "mfa_generate_recovery_codes": Guard(SIGNED_IN, SIGNED_IN),
    "own_sessions": Guard(read=SIGNED_IN),
    "own_session_end": Guard(write=SIGNED_IN, may_be_gone=True),
    "own_sessions_end_others": Guard(write=SIGNED_IN),
    "link_request": _public(posts=True),
    "link_sent": _public(),
    "link_use": _public(posts=True),
    "welcome": _public(posts=True),
    "invitation": _public(posts=True),
    # for anybody
    "front": _public(),
    "health": _public(),
    "metrics": _public(),  # nothing without the token of whoever watches the machine
    "crisis_help": _public(),
    "accessibility": _public(),
    "privacy": _public(),
    "home": Guard(read=SIGNED_IN),
    "refer": _public(),
    "refer_check": _public(posts=True),
    "refer_sent": _public(),
    "refer_forget": _public(posts=True),
    "refer_step": _public(posts=True),
    # by a private link
    "by_link": _public(),
    "by_link_start": _link(True, False),
    "by_link_wish": _link(False, True),
    "by_link_whole": _link(True, True),
    "by_link_keep": _link(False, True),
    "by_link_thanks": _link(True, False),
    "by_link_question": _link(True, True),
    # arriving and waiting
    "staff_refer": Guard(
        (Act.REFER,),
        (Act.REFER,),
        but_not=frozenset({"tom", "zoe"}),
        why_not="whoever does not work here has the public form",
    ),
    "refer_again": form(Act.CHANGE_CONTACT, Act.CHANGE_CONTACT),
    "referral": reads(Act.READ_REFERRAL),
    "referral_close": form(Act.CLOSE_REFERRAL, Act.CLOSE_REFERRAL),
    "suitability": form(Act.READ_SUITABILITY, Act.READ_SUITABILITY),
    "suitability_draft": writes(Act.ASSESS_SUITABILITY),
    "waiting": reads(Act.READ_WAITING_LIST),
    "allocate": form(Act.ALLOCATE, Act.ALLOCATE),
    "duplicates": reads(Act.READ_WAITING_LIST),
    "duplicate": form(Act.SETTLE_DUPLICATE, Act.SETTLE_DUPLICATE, same="no"),
    "contact": form(Act.CHANGE_CONTACT, Act.CHANGE_CONTACT),
    "invite_second_factor": writes(Act.RESET_SECOND_FACTOR, reason="She told me on the phone."),
    "invite": form(Act.INVITE_CLIENT, Act.INVITE_CLIENT, email="tom@new.example"),
    # a therapist's own lists
    "caseload": reads(Act.READ_CASELOAD),
    "therapist_calendar": reads(Act.READ_CASELOAD),
    "measures_due": reads(Act.READ_CASELOAD),
    "risks": reads(Act.READ_CASELOAD),
    "absences": form(Act.PLAN_ABSENCE, Act.PLAN_ABSENCE),
    "absence_end": Guard(
        write=(Act.PLAN_ABSENCE,),
        but_not=frozenset({"hugo", "miriam"}),
        why_not="one's own leave, and the lead anybody's",
    ),
    # a course
    "open_course": form(Act.OPEN_COURSE, Act.OPEN_COURSE),
    "case": reads(Act.READ_CASE),
    "sessions": reads(Act.READ_CASE),
    "phase": form(Act.OVERRIDE_PHASE, Act.OVERRIDE_PHASE, phase="counted"),
    "attendance": form(Act.RECORD_ATTENDANCE, Act.RECORD_ATTENDANCE, attendance="5"),
    "move_session": form(Act.BOOK_SESSION, Act.BOOK_SESSION),
    "book_session": form(Act.BOOK_SESSION, Act.BOOK_SESSION),
    "breaks": Guard((Act.READ_CASE,), (Act.READ_CASE, Act.BOOK_SESSION)),
    "consents": form(Act.READ_CASE, Act.RECORD_CONSENT),
    "case_calendar": reads(Act.GET_CALENDAR),
    "end_course": form(Act.READ_CASE, Act.END_COURSE, end_code="47"),
    "plan_early": writes(Act.END_COURSE),
    "end_measures": writes(Act.ASK_MEASURES),
    "follow_up": form(Act.BOOK_SESSION, Act.BOOK_SESSION),
    # notes
    "session": reads(Act.READ_NOTE),
    "note_draft": writes(Act.WRITE_NOTE, material="x"),
    "note_sign": writes(Act.SIGN_NOTE, material="x"),
    "note_addendum": writes(Act.SIGN_NOTE, text="One thing more."),
    "note_countersign": writes(Act.COUNTERSIGN_NOTE),
    "transcript_attach": writes(
        Act.ATTACH_TRANSCRIPT, file=lambda: SimpleUploadedFile("a.vtt", VTT)
    ),
    "transcript": reads(Act.READ_TRANSCRIPT),
    "transcript_remove": writes(Act.ATTACH_TRANSCRIPT),
    # map, focus, goals
    "map": form(Act.READ_MAP, Act.DRAW_MAP),
    "focus": reads(Act.READ_FOCUS),
    "focus_draft": writes(Act.WRITE_FOCUS, self="x"),
    "focus_discard": writes(Act.WRITE_FOCUS),
    "focus_write": writes(Act.WRITE_FOCUS, self="x"),
    "focus_move": writes(Act.MOVE_FOCUS, to="said"),
    "focus_compare": reads(Act.READ_FOCUS),
    "focus_moments": form(Act.READ_FOCUS, Act.WRITE_FOCUS),
    "focus_pick": Guard(write=(Act.READ_FOCUS, Act.WRITE_FOCUS), may_be_gone=True),
    "goals": form(Act.READ_GOALS, Act.SET_GOALS, words="Sleep."),
    "goal_rate": writes(Act.RATE_GOALS, value="4"),
    "goal_let_go": writes(Act.SET_GOALS),
    "mid_review": form(Act.READ_CASE, Act.REVIEW_MIDWAY, focus_fits="yes", words="x", plan="y"),
    # episodes and patterns
    "episodes": reads(Act.READ_EPISODES),
    "episode_new": form(Act.CODE_EPISODES, Act.CODE_EPISODES, who="mum", story="x", where="now"),
    "episode_draft": writes(Act.CODE_EPISODES, story="x"),
    "episode_change": form(Act.READ_EPISODES, Act.CODE_EPISODES, who="mum", story="x", where="now"),
    "episode": form(Act.READ_EPISODES, Act.CODE_EPISODES, seen_decisions="1"),
    "episode_let_go": writes(Act.CODE_EPISODES),
    "episode_take_back": writes(Act.CODE_EPISODES),
    "passages": reads(Act.READ_TRANSCRIPT),
    "passage_keep": Guard(
        write=(Act.READ_TRANSCRIPT, Act.CODE_EPISODES),
        sends={"who": "mum", "where": "now", "story": "x"},
        may_be_gone=True,
    ),
    "passage_dismiss": writes(Act.CODE_EPISODES),
    "passage_back": writes(Act.CODE_EPISODES),
    "tracking": form(Act.READ_TRACKING, Act.RATE_FOCUS, showed="4"),
    "patterns": reads(Act.READ_PATTERNS),
    "patterns_take": writes(Act.WRITE_FOCUS),
    # letters
    "letters": reads(Act.READ_LETTER_DRAFTS),
    "letter_start": writes(Act.WRITE_LETTER, kind="goodbye"),
    "letter": reads(Act.READ_LETTER_DRAFTS),
    "letter_draft": writes(Act.WRITE_LETTER, goodbye="x"),
    "letter_pick": writes(Act.READ_LETTER_DRAFTS, Act.WRITE_LETTER, pick="what_shifted:0"),
    "letter_write": writes(Act.WRITE_LETTER, goodbye="x"),
    "letter_pdf": reads(Act.READ_LETTER),
    "letter_docx": reads(Act.READ_LETTER),
    # questionnaires and safety
    "measure_plan": form(Act.READ_MEASURES, Act.ASK_MEASURES),
    "measure_link_send": writes(Act.READ_MEASURES, Act.ASK_MEASURES),
    "measure_links_stop": writes(Act.ASK_MEASURES),
    "measure_reminders": writes(Act.ASK_MEASURES),
    "measure_paper": reads(Act.READ_MEASURES),
    "measures": reads(Act.READ_MEASURES),
    "measure_ask": writes(Act.ASK_MEASURES, measure="core-10"),
    "measure_withdraw": writes(Act.ASK_MEASURES),
    "measure_enter": Guard(
        (Act.READ_MEASURES, Act.ANSWER_MEASURES), (Act.READ_MEASURES, Act.ANSWER_MEASURES)
    ),
    "answers": reads(Act.READ_MEASURES),
    "outcome": reads(Act.READ_MEASURES),
    "scores_file": reads(Act.READ_MEASURES),
    "risk": form(Act.READ_RISK, Act.ACKNOWLEDGE_RISK, done="safety plan", words="x"),
    "diary_for_therapist": reads(Act.READ_DIARY),
    # the client's own pages
    "portal": reads(Act.READ_PORTAL),
    "my_sessions": reads(Act.READ_PORTAL),
    "my_calendar": reads(Act.READ_PORTAL),
    "questionnaires": reads(Act.READ_PORTAL),
    "questionnaire": form(Act.READ_PORTAL, Act.READ_PORTAL),
    "questionnaire_keep": writes(Act.READ_PORTAL),
    "questionnaire_done": reads(Act.READ_PORTAL),
    "diary": reads(Act.READ_PORTAL),
    "diary_new": form(Act.WRITE_DIARY, Act.WRITE_DIARY, felt="Small."),
    "diary_draft": writes(Act.WRITE_DIARY, felt="Small."),
    "diary_entry": form(Act.READ_PORTAL, Act.WRITE_DIARY, felt="Smaller."),
    "my_focus": form(Act.READ_PORTAL, Act.ANSWER_FOCUS, words="Yes."),
    "my_goals": reads(Act.READ_PORTAL),
    "my_goal_rate": writes(Act.READ_PORTAL, Act.RATE_GOALS, value="4"),
    "my_progress": reads(Act.READ_PORTAL),
    "my_letters": reads(Act.READ_PORTAL),
    "my_letter": form(Act.READ_LETTER, Act.REPLY_TO_LETTER, words="Thank you."),
    "my_letter_pdf": reads(Act.READ_LETTER),
    "my_letter_docx": reads(Act.READ_LETTER),
    "who_can_see": reads(Act.READ_OWN_TRAIL),
    "my_reminders": writes(Act.READ_PORTAL, wanted="no"),
    "my_account": reads(Act.READ_PORTAL),
    "my_consent": form(Act.READ_PORTAL, Act.READ_PORTAL),
    "my_week": form(Act.READ_PORTAL, Act.RATE_FOCUS, showed="4"),
    # for when the service cannot be reached
    "paper": reads(Act.PRINT_FORMS),
    "paper_sessions": reads(Act.READ_CASELOAD),
    "paper_everybody": reads(Act.PRINT_SESSIONS),
    "paper_forms": reads(Act.PRINT_FORMS),
    "paper_questionnaires": reads(Act.PRINT_FORMS),
    # records whose time is over
    "retention": reads(Act.ERASE_RECORDS),
    "retention_hold": writes(Act.ERASE_RECORDS, why="An inquest is open.", held="yes"),
    "retention_erase": writes(Act.ERASE_RECORDS, name="x"),
    # an emergency
    "break_glass": form(Act.READ_CASELOAD, Act.READ_CASELOAD),
    "emergency_record": reads(Act.READ_CASE),
    "emergency_over": writes(Act.BREAK_GLASS),
    "emergencies": reads(Act.REVIEW_EMERGENCY),
    "emergency_review": writes(Act.REVIEW_EMERGENCY, words="x"),
    # a copy of the record, and what is wrong in it
    "record_requests": reads(Act.READ_REQUESTS),
    "record_copy": form(Act.PREPARE_COPY, Act.PREPARE_COPY),
    "record_ask": writes(Act.ENTER_COPY_REQUEST, received_on="2026-02-10"),
    "record_withhold": writes(Act.PREPARE_COPY),
    "record_give": writes(Act.PREPARE_COPY, Act.GIVE_COPY),
    "record_request_move": writes(Act.PREPARE_COPY),
    "record_correction": writes(Act.ANSWER_CORRECTION, outcome="corrected", words="x"),
    "my_record": form(Act.READ_PORTAL, Act.ASK_CORRECTION, about="notes", words="x"),
    "ask_copy": writes(Act.ASK_COPY),
    # supervision
    "supervision": reads(Act.READ_CASELOAD),
    "supervision_case": reads(Act.READ_SUPERVISION),
    "supervision_comment": writes(Act.GIVE_SUPERVISION, words="Wait."),
    "supervision_agree": writes(Act.GIVE_SUPERVISION, words="Read it."),
    "case_supervision": form(Act.READ_SUPERVISION, Act.ASK_SUPERVISION, words="Why?"),
    "supervision_done": writes(Act.SETTLE_SUPERVISION),
    "supervision_close": writes(Act.SETTLE_SUPERVISION),
    # the service
    "service": reads(Act.READ_SERVICE_NUMBERS),
    "service_measures_due": reads(Act.READ_SERVICE_NUMBERS),
    "service_safety": reads(Act.READ_SERVICE_NUMBERS),
    "service_experience": reads(Act.READ_SERVICE_NUMBERS),
    "service_trail": reads(Act.READ_TRAIL),
    "service_trail_review": Guard(
        write=(Act.REVIEW_READING,),
        sends={"key": "2026-02-09 x many", "words": "I asked."},
        may_be_gone=True,
    ),
    "duty": form(Act.PLAN_DUTY, Act.PLAN_DUTY),
    "duty_off": writes(Act.PLAN_DUTY),
    "accounts": reads(Act.MANAGE_ACCOUNTS),
    "account_add": form(
        Act.MANAGE_ACCOUNTS,
        Act.MANAGE_ACCOUNTS,
        email="new@clinic.example",
        name="Nia New",
        roles=["therapist"],
    ),
    "account": reads(Act.MANAGE_ACCOUNTS),
    "account_change": writes(Act.MANAGE_ACCOUNTS),
    "account_invite": writes(Act.MANAGE_ACCOUNTS),
    "account_second_factor": writes(Act.RESET_SECOND_FACTOR, reason="He told me at the door."),
    "account_leave": writes(Act.MANAGE_ACCOUNTS),
    "account_back": writes(Act.MANAGE_ACCOUNTS),
    "account_supervisor": writes(Act.MANAGE_ACCOUNTS),
    "account_supervisor_end": writes(Act.MANAGE_ACCOUNTS, **_days("until")),
    "handover": form(Act.MANAGE_ACCOUNTS, Act.MANAGE_ACCOUNTS),
    "permissions": Guard(read=SIGNED_IN),
    "service_settings": form(Act.CHANGE_SERVICE, Act.CHANGE_SERVICE),
    "protocol_settings": form(Act.CHANGE_SERVICE, Act.CHANGE_SERVICE),
    "thresholds": form(Act.CHANGE_SERVICE, Act.CHANGE_SERVICE),
}
