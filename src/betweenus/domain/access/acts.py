"""Every act the software knows, one name each; a route or service without one cannot exist.

Values are stored in the trail of events: never rename one without a migration.
"""

from enum import StrEnum


class Act(StrEnum):
    """An act on the service or on a client's record. Reading is an act."""

    # referral and waiting
    REFER = "refer"
    READ_REFERRAL = "read referral"
    CHANGE_CONTACT = "change contact details"
    SETTLE_DUPLICATE = "settle possible duplicate"
    READ_WAITING_LIST = "read waiting list"
    ALLOCATE = "allocate"
    CLOSE_REFERRAL = "close referral"
    # suitability
    READ_SUITABILITY = "read suitability"
    ASSESS_SUITABILITY = "assess suitability"
    # the course
    READ_CASELOAD = "read caseload"
    READ_CASE = "read case"
    OPEN_COURSE = "open course"
    BOOK_SESSION = "book session"
    RECORD_ATTENDANCE = "record attendance"
    RECORD_CONSENT = "record consent"
    WITHDRAW_CONSENT = "withdraw consent"
    OVERRIDE_PHASE = "override phase"
    END_COURSE = "end course"
    GET_CALENDAR = "get calendar"
    # notes and transcripts
    READ_NOTE = "read note"
    WRITE_NOTE = "write note"
    SIGN_NOTE = "sign note"
    COUNTERSIGN_NOTE = "countersign note"
    READ_TRANSCRIPT = "read transcript"
    ATTACH_TRANSCRIPT = "attach transcript"
    # map, focus, goals
    READ_MAP = "read map"
    DRAW_MAP = "draw map"
    READ_FOCUS = "read focus"
    WRITE_FOCUS = "write focus"
    MOVE_FOCUS = "move focus"
    ANSWER_FOCUS = "answer focus"
    READ_GOALS = "read goals"
    SET_GOALS = "set goals"
    RATE_GOALS = "rate goals"
    REVIEW_MIDWAY = "review midway"
    # episodes, patterns, tracking
    READ_EPISODES = "read episodes"
    CODE_EPISODES = "code episodes"
    READ_PATTERNS = "read patterns"
    READ_TRACKING = "read how the focus goes"
    RATE_FOCUS = "rate the focus"
    # letters and ending
    READ_LETTER = "read letter"
    READ_LETTER_DRAFTS = "read letters and their drafts"
    WRITE_LETTER = "write letter"
    SHARE_LETTER = "share letter"
    REPLY_TO_LETTER = "reply to letter"
    WRITE_KEEPING_WELL = "write keeping-well plan"
    # measures and safety
    READ_MEASURES = "read measures"
    ASK_MEASURES = "ask measures"
    ANSWER_MEASURES = "answer measures"
    ANSWER_BY_LINK = "answer measures by a private link"
    REMIND = "remind of measures"
    READ_RISK = "read risk"
    ACKNOWLEDGE_RISK = "acknowledge risk"
    ESCALATE_RISK = "escalate risk"
    BREAK_GLASS = "open a record in an emergency"
    REVIEW_EMERGENCY = "review records opened in an emergency"
    PLAN_ABSENCE = "plan absence"
    PLAN_DUTY = "plan duty"
    # the client's own pages
    READ_PORTAL = "read own pages"
    WRITE_DIARY = "write diary"
    READ_DIARY = "read diary"
    INVITE_CLIENT = "invite client"
    ACCEPT_INVITATION = "accept invitation"
    READ_OWN_TRAIL = "read who opened my record"
    # a copy of the record, and what is wrong in it
    ASK_COPY = "ask for a copy of the record"
    ENTER_COPY_REQUEST = "enter that somebody asked for a copy of the record"
    PREPARE_COPY = "prepare a copy of the record"
    GIVE_COPY = "give a copy of the record"
    READ_REQUESTS = "read requests for copies"
    ASK_CORRECTION = "say that something in the record is wrong"
    ANSWER_CORRECTION = "answer what is said to be wrong"
    # supervision
    READ_SUPERVISION = "read supervision"
    ASK_SUPERVISION = "ask supervision"
    GIVE_SUPERVISION = "give supervision"
    SETTLE_SUPERVISION = "settle what came up in supervision"
    # the service
    READ_SERVICE_NUMBERS = "read service numbers"
    MANAGE_ACCOUNTS = "manage accounts"
    CHOOSE_PASSWORD = "choose own password"  # noqa: S105 - the name of an act
    CHANGE_SERVICE = "change service settings"
    IMPORT_CASELOAD = "import caseload"
    FORGET_DUE = "let go of what need not be kept"
    ERASE_RECORDS = "erase records whose time is over"
    BACK_UP = "back up"
    RESTORE = "put a backup back"
    ROTATE_KEYS = "seal the records with a new key"
    RUN_ROUNDS = "do what the service does by itself"
    PRINT_FORMS = "print forms to fill in by hand"
    PRINT_SESSIONS = "print everybody’s sessions"
    READ_TRAIL = "read the trail of the service"
    REVIEW_READING = "say what unusual reading was"
