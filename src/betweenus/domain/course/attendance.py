"""Attendance, modes and end codes as the NHS data set names them, in plain words.

Source: NHS Talking Therapies data set (IAPT v2.1) as read in NHS England's published SQL.
"""

from enum import StrEnum


class Attendance(StrEnum):
    """What became of a booked contact. Values are the data set's codes."""

    CANCELLED_BY_CLIENT = "2"
    DID_NOT_ATTEND = "3"
    CANCELLED_BY_SERVICE = "4"
    ATTENDED = "5"
    LATE_SEEN = "6"
    LATE_NOT_SEEN = "7"

    @property
    def words(self) -> str:
        """What a therapist would call it."""
        return _ATTENDANCE_WORDS[self]

    @property
    def attended(self) -> bool:
        """Whether the session took place: codes 5 and 6."""
        return self in ATTENDED


_ATTENDANCE_WORDS = {
    Attendance.CANCELLED_BY_CLIENT: "Cancelled by the client",
    Attendance.DID_NOT_ATTEND: "Did not attend",
    Attendance.CANCELLED_BY_SERVICE: "Cancelled by the service",
    Attendance.ATTENDED: "Attended on time",
    Attendance.LATE_SEEN: "Came late, seen",
    Attendance.LATE_NOT_SEEN: "Came too late to be seen",
}
ATTENDED = frozenset({Attendance.ATTENDED, Attendance.LATE_SEEN})
MISSED = frozenset({Attendance.DID_NOT_ATTEND, Attendance.LATE_NOT_SEEN})
CANCELLED = frozenset({Attendance.CANCELLED_BY_CLIENT, Attendance.CANCELLED_BY_SERVICE})


def counts(attendance: Attendance | None, *, dna_counts: bool) -> bool:
    """Whether a contact uses up one of the planned sessions.

    Attended sessions do. Whether one missed without notice does is the service's own rule.
    """
    if attendance is None:
        return False
    return attendance in ATTENDED or (dna_counts and attendance in MISSED)


class Mode(StrEnum):
    """How a session is held (consultation mechanism)."""

    FACE_TO_FACE = "01"
    TELEPHONE = "02"
    TALK_TYPE = "04"
    EMAIL = "05"
    TEXT = "09"
    INSTANT_MESSAGE = "10"
    VIDEO = "11"
    MESSAGE_BOARD = "12"
    CHAT_ROOM = "13"
    OTHER = "98"

    @property
    def words(self) -> str:
        """What people call it."""
        return _MODE_WORDS[self]


_MODE_WORDS = {
    Mode.FACE_TO_FACE: "In person",
    Mode.TELEPHONE: "By telephone",
    Mode.TALK_TYPE: "By talk type",
    Mode.EMAIL: "By email",
    Mode.TEXT: "By text message",
    Mode.INSTANT_MESSAGE: "By instant message",
    Mode.VIDEO: "By video",
    Mode.MESSAGE_BOARD: "On a message board",
    Mode.CHAT_ROOM: "In a chat room",
    Mode.OTHER: "In another way",
}


class EndCode(StrEnum):
    """Why a referral was closed.

    Which of 17 and 49 (died) and of 95 and 96 (not known) is for people who were only assessed, and
    which for those treated, is unverified: the source read names the pairs without telling them
    apart.
    """

    NOT_SUITABLE = "10"
    SIGNPOSTED = "11"
    ADVICE_AGREED = "12"
    REFERRED_ELSEWHERE = "13"
    DECLINED = "14"
    INCOMPLETE_ASSESSMENT = "16"
    DIED_ASSESSED = "17"
    COMPLETED = "46"
    EARLIER_THAN_PLANNED = "47"
    EARLIER_THAN_WISHED = "48"
    DIED_TREATED = "49"
    NOT_ASSESSED = "50"
    NOT_KNOWN_ASSESSED = "95"
    NOT_KNOWN_TREATED = "96"

    @property
    def words(self) -> str:
        """What it means."""
        return _END_WORDS[self]

    @property
    def ends_treatment(self) -> bool:
        """Whether it closes a course that had begun, rather than an assessment."""
        return self in TREATMENT_ENDS


_END_WORDS = {
    EndCode.NOT_SUITABLE: "Not suitable for the service",
    EndCode.SIGNPOSTED: "Signposted elsewhere",
    EndCode.ADVICE_AGREED: "Discharged by agreement after advice",
    EndCode.REFERRED_ELSEWHERE: "Referred elsewhere",
    EndCode.DECLINED: "Declined what was offered",
    EndCode.INCOMPLETE_ASSESSMENT: "Assessment not completed",
    EndCode.DIED_ASSESSED: "Died (assessed only)",
    EndCode.COMPLETED: "Completed, by mutual agreement",
    EndCode.EARLIER_THAN_PLANNED: "Ended earlier than the therapist planned",
    EndCode.EARLIER_THAN_WISHED: "Ended earlier than the client wished",
    EndCode.DIED_TREATED: "Died (during treatment)",
    EndCode.NOT_ASSESSED: "Not assessed",
    EndCode.NOT_KNOWN_ASSESSED: "Not known (assessed only)",
    EndCode.NOT_KNOWN_TREATED: "Not known (treated)",
}
TREATMENT_ENDS = frozenset(
    {
        EndCode.COMPLETED,
        EndCode.EARLIER_THAN_PLANNED,
        EndCode.EARLIER_THAN_WISHED,
        EndCode.DIED_TREATED,
        EndCode.NOT_KNOWN_TREATED,
    }
)
