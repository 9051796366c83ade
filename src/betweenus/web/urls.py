"""Every address of the program."""

from django.urls import include, path

from betweenus.web.account import again, link
from betweenus.web.placeholder import missing
from betweenus.web.public import about, front, refer
from betweenus.web.client import letters as my_letters
from betweenus.web.therapist import (
    booking,
    calendar,
    caseload,
    consents,
    contact,
    course,
    duplicates,
    ending,
    focus,
    goals,
    letters,
    midreview,
    opening,
    referral,
    relationship_map,
    session,
    suitability,
    waiting,
)

routes = [
    *again.routes,
    *link.routes,
    *about.routes,
    *front.routes,
    *refer.routes,
    *referral.routes,
    *suitability.routes,
    *waiting.routes,
    *duplicates.routes,
    *contact.routes,
    *caseload.routes,
    *opening.routes,
    *course.routes,
    *booking.routes,
    *consents.routes,
    *calendar.routes,
    *session.routes,
    *relationship_map.routes,
    *focus.routes,
    *goals.routes,
    *midreview.routes,
    *letters.routes,
    *ending.routes,
    *my_letters.routes,
]

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    *routes,
    *missing(
        routes,
        {
            "front": "",
            "refer": "refer/",
            "caseload": "today/",
            "waiting": "waiting/",
            "open_course": "referrals/<uuid:referral_id>/open/",
            "case": "courses/<uuid:course_id>/",
            "attendance": "sessions/<uuid:appointment_id>/attendance/",
            "answers": "answers/<uuid:answers_id>/",
            "measures": "courses/<uuid:course_id>/measures/",
            "book_session": "courses/<uuid:course_id>/sessions/new/",
            "supervision": "supervision/",
            "service": "service/",
            "accounts": "service/people/",
            "service_settings": "service/settings/",
            "invitation": "invitation/",
            "risks": "risk/",
            "risk": "risk/<uuid:task_id>/",
            "portal": "me/",
            "diary": "me/diary/",
            "questionnaires": "me/questionnaires/",
            "my_letters": "me/letters/",
            "diary_for_therapist": "courses/<uuid:course_id>/diary/",
            "case_supervision": "courses/<uuid:course_id>/supervision/",
            "staff_refer": "referrals/new/",
            "contact": "people/<uuid:person_id>/contact/",
        },
    ),
]

handler404 = "betweenus.web.refusals.not_found"
handler500 = "betweenus.web.refusals.failed"
