"""Every address of the program."""

from django.urls import include, path

from betweenus.web.account import again, link
from betweenus.web.placeholder import missing
from betweenus.web.public import about, front, refer

routes = [
    *again.routes,
    *link.routes,
    *about.routes,
    *front.routes,
    *refer.routes,
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
            "supervision": "supervision/",
            "service": "service/",
            "accounts": "service/people/",
            "service_settings": "service/settings/",
            "portal": "me/",
            "diary": "me/diary/",
            "questionnaires": "me/questionnaires/",
            "my_letters": "me/letters/",
        },
    ),
]

handler404 = "betweenus.web.refusals.not_found"
handler500 = "betweenus.web.refusals.failed"
