"""Every address of the program."""

from betweenus.web.account import again, invitation, library, link, welcome
from betweenus.web.client import account as my_account
from betweenus.web.client import diary as my_diary
from betweenus.web.client import focus as my_focus
from betweenus.web.client import goals as my_goals
from betweenus.web.client import letters as my_letters
from betweenus.web.client import portal, questionnaires, record, seen
from betweenus.web.client import tracking as my_tracking
from betweenus.web.public import about, by_link, front, health, refer
from betweenus.web.service import (
    accounts,
    duty,
    experience,
    handover,
    numbers,
    permissions,
    protocol,
    retention,
    safety,
    settings,
    thresholds,
    trail,
)
from betweenus.web.service import measures_due as service_measures_due
from betweenus.web.supervisor import supervision
from betweenus.web.therapist import (
    absence,
    asking,
    booking,
    breaks,
    calendar,
    caseload,
    consents,
    contact,
    course,
    diary,
    duplicates,
    emergency,
    ending,
    episode,
    episodes,
    focus,
    follow_up,
    goals,
    invite,
    letters,
    measures,
    measures_due,
    midreview,
    moments,
    opening,
    outcome,
    passages,
    patterns,
    record_copy,
    referral,
    relationship_map,
    risk,
    session,
    suitability,
    tracking,
    waiting,
)
from betweenus.web.therapist import supervision as case_supervision

routes = [
    *library.routes,
    *again.routes,
    *link.routes,
    *welcome.routes,
    *about.routes,
    *front.routes,
    *health.routes,
    *refer.routes,
    *by_link.routes,
    *referral.routes,
    *suitability.routes,
    *waiting.routes,
    *duplicates.routes,
    *contact.routes,
    *emergency.routes,
    *retention.routes,
    *record_copy.routes,
    *record.routes,
    *caseload.routes,
    *opening.routes,
    *course.routes,
    *booking.routes,
    *breaks.routes,
    *consents.routes,
    *calendar.routes,
    *session.routes,
    *passages.routes,
    *episodes.routes,
    *episode.routes,
    *relationship_map.routes,
    *patterns.routes,
    *tracking.routes,
    *focus.routes,
    *moments.routes,
    *goals.routes,
    *midreview.routes,
    *letters.routes,
    *ending.routes,
    *follow_up.routes,
    *invitation.routes,
    *invite.routes,
    *asking.routes,
    *measures.routes,
    *outcome.routes,
    *measures_due.routes,
    *service_measures_due.routes,
    *risk.routes,
    *absence.routes,
    *diary.routes,
    *portal.routes,
    *questionnaires.routes,
    *my_diary.routes,
    *my_focus.routes,
    *my_goals.routes,
    *my_tracking.routes,
    *my_letters.routes,
    *seen.routes,
    *my_account.routes,
    *supervision.routes,
    *case_supervision.routes,
    *numbers.routes,
    *safety.routes,
    *duty.routes,
    *experience.routes,
    *accounts.routes,
    *handover.routes,
    *permissions.routes,
    *settings.routes,
    *protocol.routes,
    *thresholds.routes,
    *trail.routes,
]

urlpatterns = routes

handler400 = "betweenus.web.refusals.unreadable"
handler403 = "betweenus.web.refusals.denied"
handler404 = "betweenus.web.refusals.not_found"
handler429 = "betweenus.web.refusals.too_many"  # the sign-in library asks for it
handler500 = "betweenus.web.refusals.failed"
