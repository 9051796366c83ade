"""The trail in plain words for the client whose it is: who, what for, and what they did."""

from betweenus.domain.access import Act, Relation, Role
from betweenus.domain.trail import Purpose
from betweenus.services.trail import Day, Line, Visit
from betweenus.web.words import time

DID = {
    Act.REFER: "took in your referral",
    Act.READ_REFERRAL: "read your referral",
    Act.CHANGE_CONTACT: "opened or changed your contact details",
    Act.SETTLE_DUPLICATE: "checked whether you are on our list twice",
    Act.ALLOCATE: "decided who sees you",
    Act.CLOSE_REFERRAL: "closed your referral",
    Act.READ_SUITABILITY: "read the assessment",
    Act.ASSESS_SUITABILITY: "worked on the assessment",
    Act.READ_CASE: "opened your record",
    Act.OPEN_COURSE: "opened your course of therapy",
    Act.BOOK_SESSION: "booked or changed a session",
    Act.RECORD_ATTENDANCE: "noted whether a session took place",
    Act.RECORD_CONSENT: "noted what you agreed to",
    Act.WITHDRAW_CONSENT: "noted that you took back an agreement",
    Act.OVERRIDE_PHASE: "looked at or changed which part of the therapy you are in",
    Act.END_COURSE: "worked on the end of your therapy",
    Act.GET_CALENDAR: "got the dates of your sessions",
    Act.READ_NOTE: "read a session and its note",
    Act.WRITE_NOTE: "wrote a note about a session",
    Act.SIGN_NOTE: "signed a note about a session",
    Act.COUNTERSIGN_NOTE: "signed a note as supervisor",
    Act.READ_TRANSCRIPT: "read what was said in a session",
    Act.ATTACH_TRANSCRIPT: "added or removed what was said in a session",
    Act.READ_MAP: "looked at the map of people in your life",
    Act.DRAW_MAP: "changed the map of people in your life",
    Act.READ_FOCUS: "read the focus",
    Act.WRITE_FOCUS: "worked on the focus",
    Act.MOVE_FOCUS: "shared the focus or noted that you talked about it",
    Act.ANSWER_FOCUS: "answered the focus",
    Act.READ_TRACKING: "looked at how your focus goes",
    Act.RATE_FOCUS: "noted how much the focus showed in a week",
    Act.READ_GOALS: "looked at your goals",
    Act.SET_GOALS: "wrote or changed a goal",
    Act.RATE_GOALS: "noted how near a goal is",
    Act.REVIEW_MIDWAY: "worked on the half-way review",
    Act.READ_LETTER: "read a letter",
    Act.READ_LETTER_DRAFTS: "looked at the letters and their drafts",
    Act.WRITE_LETTER: "worked on a letter",
    Act.SHARE_LETTER: "shared a letter or made it final",
    Act.REPLY_TO_LETTER: "wrote back to a letter",
    Act.WRITE_KEEPING_WELL: "worked on the plan for keeping well",
    Act.READ_MEASURES: "looked at your questionnaires",
    Act.ASK_MEASURES: "asked you to fill in a questionnaire",
    Act.ANSWER_BY_LINK: "opened or filled in your questionnaires by the link sent to you",
    Act.REMIND: "reminded you of your questionnaires",
    Act.ANSWER_MEASURES: "entered a questionnaire for you",
    Act.READ_RISK: "looked at an answer about your safety",
    Act.ACKNOWLEDGE_RISK: "noted what was done about an answer about your safety",
    Act.ESCALATE_RISK: "passed on an answer about your safety nobody had acted on yet",
    Act.READ_PORTAL: "opened your own pages",
    Act.WRITE_DIARY: "wrote in your diary",
    Act.READ_DIARY: "read your diary entries",
    Act.INVITE_CLIENT: "invited you to these pages, or looked whether you were",
    Act.RESET_SECOND_FACTOR: "took away a second factor you had lost, so that you could sign in",
    Act.ACCEPT_INVITATION: "opened your invitation",
    Act.READ_OWN_TRAIL: "looked who had opened your record",
    Act.READ_SUPERVISION: "looked at your record for supervision",
    Act.ASK_SUPERVISION: "asked their supervisor about your therapy",
    Act.SETTLE_SUPERVISION: "finished something that came up in supervision",
    Act.GIVE_SUPERVISION: "gave your therapist supervision",
    Act.READ_EPISODES: "looked at moments you told about",
    Act.CODE_EPISODES: "worked on moments you told about",
    Act.READ_PATTERNS: "looked at what comes back between you and others",
    Act.ASK_COPY: "asked for a copy of your record",
    Act.ENTER_COPY_REQUEST: "noted that you asked for a copy of your record",
    Act.PREPARE_COPY: "prepared a copy of your record",
    Act.GIVE_COPY: "made the copy of your record",
    Act.ASK_CORRECTION: "noted that something in your record is wrong",
    Act.ANSWER_CORRECTION: "answered what you said is wrong in your record",
    Act.BREAK_GLASS: "opened your record because they thought that you were in danger",
    Act.IMPORT_CASELOAD: "brought your record over from another system",
}

_ROLES = {
    Role.THERAPIST: "therapist",
    Role.SUPERVISOR: "supervisor",
    Role.LEAD: "service lead",
    Role.ADMINISTRATOR: "office",
    Role.LINK: "somebody with your private link",
    Role.PUBLIC: "somebody not signed in",
    Role.SYSTEM: "the computer system",
    # Their own doings are left out, so this is another client, who must not be named to them.
    Role.CLIENT: "somebody else who has pages of their own here",
}
_RELATIONS = {
    Relation.OWN: "your therapist",
    Relation.SUPERVISEE: "your therapist’s supervisor",
    Relation.DEPUTY: "who acts for your therapist while they are on leave",
    Relation.DUTY: "the clinician on duty",
    Relation.EMERGENCY: "a clinician in an emergency",
}


FOR = {
    Purpose.CARE: "for your therapy",
    Purpose.SUPERVISION: "to help your therapist help you well",
    Purpose.STANDING_IN: "because your therapist was away",
    Purpose.SAFETY: "because an answer about your safety had waited",
    Purpose.EMERGENCY: "because they thought that you were in danger",
    Purpose.DECIDING: "to see who can help you",
    Purpose.ARRANGING: "to arrange things for you",
    Purpose.OWN_USE: "",
    Purpose.BY_LINK: "",
    Purpose.BY_ITSELF: "as it does for everybody",
    Purpose.RUNNING: "to run the service",
}


def did(line: Line) -> str:
    """What was done, as a line below whoever did it: "Read a letter"."""
    if line.refused:
        return "Tried to open something of yours and was refused. They saw nothing of it"
    words = DID.get(line.act, f"did something called “{line.act}”") if line.act else "did something"
    return words[:1].upper() + words[1:]


def at_what_time(line: Line) -> str:
    """When: "at 9am", or "3 times, 9am to 11:20am"."""
    first, last = time(line.first), time(line.last)
    if line.times == 1:
        return f"at {last}"
    return f"{line.times} times, {first} to {last}" if first != last else f"{line.times} times"


def who(visit: Visit) -> str:
    """Who it was, without what they are to the client: "Rosa Lind", "The computer system"."""
    unnamed = visit.role in (Role.CLIENT, Role.LINK, Role.PUBLIC, Role.SYSTEM)
    said = _ROLES.get(visit.role, "") if unnamed else visit.name
    return said[:1].upper() + said[1:]


def as_what(visit: Visit) -> str:
    """What they are to the client: "your therapist"; empty where who() has said it."""
    if visit.role in (Role.CLIENT, Role.LINK, Role.PUBLIC, Role.SYSTEM):
        return ""
    return _RELATIONS.get(visit.relation) or _ROLES.get(visit.role, "")


def what_for(visit: Visit, day: Day) -> str:
    """What for: "for your therapy, before your session at 2pm"; empty when nothing is known."""
    said = FOR.get(visit.purpose, "")
    if visit.purpose is not Purpose.CARE or not day.sessions:
        return said
    session = day.sessions[0]
    where = "around"
    if visit.last < session:
        where = "before"
    elif visit.first > session:
        where = "after"
    return f"{said}, {where} your session at {time(session)}"
