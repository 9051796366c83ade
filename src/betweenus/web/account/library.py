"""The sign-in library's pages that are used here; those without a page of ours are left out."""

from allauth.account import views
from django.urls import path, re_path

routes = [
    path("account/login/", views.login, name="account_login"),
    path("account/logout/", views.logout, name="account_logout"),
    path("account/inactive/", views.account_inactive, name="account_inactive"),
    path("account/signup/", views.signup, name="account_signup"),
    path("account/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", views.password_change, name="account_change_password"),
    path("account/password/set/", views.password_set, name="account_set_password"),
    path("account/password/reset/", views.password_reset, name="account_reset_password"),
    path(
        "account/password/reset/done/",
        views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
